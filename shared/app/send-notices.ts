import type { Instant } from "../domain/instant.ts";
import type { Notice } from "../domain/notice.ts";
import type { SentNotice } from "../domain/read-model.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Receiver, SendResult } from "../ports/receiver.ts";
import type { Table } from "../ports/table.ts";
import { allChannels, guardStore } from "./store/guard-store.ts";
import { keysOf } from "./store/keys.ts";
import { asJson, readRecord } from "./store/record.ts";
import { watchStore } from "./store/watch-store.ts";

export type SendDeps = {
	readonly namespace: string;
	readonly table: Table;
	readonly receivers: readonly Receiver[];
	readonly clock: Clock;
	readonly log: Log;
};

/** One line of the notification log: who claimed it when, and whether it went out. */
export type NotificationEntry = SentNotice & {
	readonly state: "claimed" | "sent" | "retry" | "given-up";
	readonly attempts: number;
	readonly nextAttemptAt: Instant;
	readonly lastProblem: string | null;
};

/** Another sender may still be at it for this long. */
const claimMs = 60_000;
/** Waits between tries of one channel; after 24 h the channel is given up for this notice. */
const retryMs = [10_000, 60_000, 300_000, 1_800_000, 7_200_000];
const giveUpAfterMs = 24 * 3_600_000;
/** The log of a notice outlives every repetition of it. */
const keepMs = 14 * 24 * 3_600_000;

/**
 * Sends every ready notice of the outbox to every channel that does not have it yet. The log is claimed
 * before and marked after the send: a crash in between repeats a message rather than losing it.
 * A channel that is down delays no other.
 */
export async function sendNotices(deps: SendDeps): Promise<void> {
	const [control, watch] = await Promise.all([
		guardStore(deps.table, deps.namespace).readControl(),
		watchStore(deps.table, deps.namespace).readState(),
	]);
	const now = deps.clock.now();
	const waiting = [...(control.value?.outbox ?? []), ...(watch.value?.outbox ?? [])];
	const ready = waiting.filter((notice) => notice.readyAt <= now);
	await Promise.all(ready.map((notice) => sendEverywhere(deps, notice)));
}

async function sendEverywhere(deps: SendDeps, notice: Notice): Promise<void> {
	const done = await Promise.all(
		deps.receivers.map((receiver) => sendOnce(deps, notice, receiver)),
	);
	if (!done.every(Boolean)) return;
	const key = keysOf(deps.namespace).sent(notice.id, allChannels);
	const body = asJson({ sentAt: deps.clock.now() });
	await deps.table.put({ ...key, body, expiresAt: deps.clock.now() + keepMs }, 0);
}

/** True when this channel needs no further try: it has the notice, or was given up. */
async function sendOnce(deps: SendDeps, notice: Notice, receiver: Receiver): Promise<boolean> {
	const key = keysOf(deps.namespace).sent(notice.id, receiver.channel);
	const { value, version } = await readRecord<NotificationEntry>(deps.table, key);
	const now = deps.clock.now();
	if (value?.state === "sent" || value?.state === "given-up") return true;
	if (value !== null && now < value.nextAttemptAt) return false;
	const claim: NotificationEntry = {
		id: notice.id,
		channel: receiver.channel,
		sentAt: now,
		title: notice.message.title,
		severity: notice.message.severity,
		state: "claimed",
		attempts: (value?.attempts ?? 0) + 1,
		nextAttemptAt: now + claimMs,
		lastProblem: value?.lastProblem ?? null,
	};
	const expiresAt = now + keepMs;
	const claimed = await deps.table.put({ ...key, body: asJson(claim), expiresAt }, version);
	if (!claimed.ok) return false;
	const result = await receiver.send(notice);
	const entry = entryAfter(claim, result, { now: deps.clock.now(), createdAt: notice.createdAt });
	await deps.table.put({ ...key, body: asJson(entry), expiresAt }, claimed.version);
	if (!result.ok) report(deps, entry, result.reason);
	return entry.state === "sent" || entry.state === "given-up";
}

function entryAfter(
	claim: NotificationEntry,
	result: SendResult,
	{ now, createdAt }: { now: Instant; createdAt: Instant },
): NotificationEntry {
	if (result.ok) return { ...claim, state: "sent", sentAt: now, lastProblem: null };
	const isOver = !result.retryable || now - createdAt > giveUpAfterMs;
	const wait = retryMs[Math.min(claim.attempts - 1, retryMs.length - 1)] ?? 0;
	return {
		...claim,
		state: isOver ? "given-up" : "retry",
		nextAttemptAt: now + Math.max(wait, result.retryAfterMs ?? 0),
		lastProblem: result.reason,
	};
}

function report(deps: SendDeps, entry: NotificationEntry, problem: string): void {
	deps.log.warn("notice-unsent", {
		notice: entry.id,
		channel: entry.channel,
		state: entry.state,
		attempts: entry.attempts,
		problem,
	});
}
