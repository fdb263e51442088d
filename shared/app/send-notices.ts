import { channelLostMessage } from "../core/notify/channel-lost-message.ts";
import type { AuditFacts } from "../domain/audit.ts";
import type { MatchedEndpoint } from "../domain/endpoint-match.ts";
import { groupsAbout } from "../domain/group-budget.ts";
import type { Instant } from "../domain/instant.ts";
import type { Notice } from "../domain/notice.ts";
import { isSilencedBy, type Override } from "../domain/override.ts";
import type { Policy } from "../domain/policy.ts";
import type { SentNotice } from "../domain/read-model.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Receiver, ReceiverMemory, SendResult } from "../ports/receiver.ts";
import type { Table } from "../ports/table.ts";
import { appendAudit } from "./audit/audit-log.ts";
import { drawButtons } from "./draw-buttons.ts";
import { digestStore } from "./store/digest-store.ts";
import { allChannels, guardStore } from "./store/guard-store.ts";
import { keysOf } from "./store/keys.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { asJson, readRecord } from "./store/record.ts";
import { watchStore } from "./store/watch-store.ts";

export type SendDeps = {
	readonly namespace: string;
	/** Draws the buttons and knows who is in a group; without it there are none. */
	readonly policy?: Policy;
	readonly table: Table;
	readonly receivers: readonly Receiver[];
	readonly clock: Clock;
	readonly log: Log;
};

/** One line of the notification log: who claimed it when, and whether it went out. */
export type NotificationEntry = SentNotice & {
	readonly state: "claimed" | "sent" | "retry" | "given-up" | "silenced";
	readonly attempts: number;
	readonly nextAttemptAt: Instant;
	readonly lastProblem: string | null;
};

/** Another sender may still be at it for this long. */
const claimMs = 60_000;
/** Waits between tries of one channel; after 24 h the channel is given up for this notice. */
const retryMs = [10_000, 60_000, 300_000, 1_800_000, 7_200_000];
const dayMs = 24 * 3_600_000;
const giveUpAfterMs = dayMs;
/** The log of a notice outlives every repetition of it. */
const keepMs = 14 * dayMs;

/**
 * Sends every ready notice of the outbox to every channel that does not have it yet. The log is claimed
 * before and marked after the send: a crash in between repeats a message rather than losing it.
 * A channel that is down delays no other.
 */
export async function sendNotices(deps: SendDeps): Promise<void> {
	const [control, watch, digest] = await Promise.all([
		guardStore(deps.table, deps.namespace).readControl(),
		watchStore(deps.table, deps.namespace).readState(),
		digestStore(deps.table, deps.namespace).readWaiting(),
	]);
	const now = deps.clock.now();
	const waiting = [...(control.value?.outbox ?? []), ...(watch.value?.outbox ?? []), ...digest];
	const ready = waiting.filter((notice) => notice.readyAt <= now);
	if (ready.length === 0) return;
	const overrides = await guardStore(deps.table, deps.namespace).readOverrides(now);
	const silences = overrides.filter(({ kind }) => kind === "silence");
	const endpoints = await endpointsFor(silences, deps);
	const facts = { silences, endpoints };
	await Promise.all(ready.map((notice) => sendUnlessSilenced(deps, notice, facts)));
}

type SilenceFacts = {
	readonly silences: readonly Override[];
	readonly endpoints: readonly MatchedEndpoint[];
};

/** Read only where a silence names a group: who is in it, is known by name and tag. */
async function endpointsFor(
	silences: readonly Override[],
	{ table, namespace }: SendDeps,
): Promise<readonly MatchedEndpoint[]> {
	const matchers = silences.flatMap(({ details }) => details?.matchers ?? []);
	if (!matchers.some(({ name }) => name === "group")) return [];
	const postures = await ledgerStore(table, namespace).readPostures();
	return postures.map(({ observed }) => observed);
}

/** A silence mutes a notice for good; it stops no action. */
async function sendUnlessSilenced(
	deps: SendDeps,
	notice: Notice,
	{ silences, endpoints }: SilenceFacts,
): Promise<void> {
	const { attributes } = notice.message;
	const groups = groupsAbout(attributes, deps.policy?.groups ?? [], endpoints);
	const silence = silences.find((override) => isSilencedBy(override, { attributes, groups }));
	if (silence === undefined) return sendEverywhere(deps, notice);
	await markDone(deps, notice, { silence: silence.id });
}

async function sendEverywhere(deps: SendDeps, notice: Notice): Promise<void> {
	const drawn = withButtons(deps, notice);
	const done = await Promise.all(
		deps.receivers.map(async (receiver) => {
			const shown = receiver.hasButtons === true ? await drawn() : notice;
			return sendOnce(deps, shown, receiver);
		}),
	);
	if (!done.every((entry) => entry !== null)) return;
	await markDone(deps, notice, {
		channels: done.flatMap((entry) => (entry === null ? [] : `${entry.channel}: ${entry.state}`)),
	});
}

/** The buttons are drawn when somebody is about to see them, for the plan and the state of then. */
function withButtons(deps: SendDeps, notice: Notice): () => Promise<Notice> {
	let drawn: Promise<Notice> | null = null;
	return () => {
		const { policy } = deps;
		if (policy === undefined) return Promise.resolve(notice);
		drawn ??= drawButtons({ ...deps, policy }, notice);
		return drawn;
	};
}

/** Every channel has it, was given up, or is muted: guard forgets it, and it is on record. */
async function markDone(deps: SendDeps, notice: Notice, facts: AuditFacts["facts"]): Promise<void> {
	const key = keysOf(deps.namespace).sent(notice.id, allChannels);
	const at = deps.clock.now();
	const put = await deps.table.put(
		{ ...key, body: asJson({ sentAt: at }), expiresAt: at + keepMs },
		0,
	);
	if (!put.ok) return;
	const { id, kind, message } = notice;
	const what = { notice: id, kind, severity: message.severity, ...facts };
	await appendAudit(deps, "notify", { at, what: "notice", actor: null, facts: what });
}

/** The entry of a channel that needs no further try: it has the notice, or was given up. */
async function sendOnce(
	deps: SendDeps,
	notice: Notice,
	receiver: Receiver,
): Promise<NotificationEntry | null> {
	const key = keysOf(deps.namespace).sent(notice.id, receiver.channel);
	const { value, version } = await readRecord<NotificationEntry>(deps.table, key);
	const now = deps.clock.now();
	if (value !== null && isFinal(value)) return value;
	if (value !== null && now < value.nextAttemptAt) return null;
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
	if (!claimed.ok) return null;
	const result = await receiver.send(notice, memoryOf(deps, receiver));
	const entry = entryAfter(claim, result, { now: deps.clock.now(), createdAt: notice.createdAt });
	await deps.table.put({ ...key, body: asJson(entry), expiresAt }, claimed.version);
	if (!result.ok) report(deps, entry, result.reason);
	if (entry.state === "given-up") await tellElsewhere(deps, notice, entry);
	return isFinal(entry) ? entry : null;
}

function isFinal({ state }: NotificationEntry): boolean {
	return state === "sent" || state === "given-up";
}

const lostPrefix = "channel-lost/";

/** What a channel did not take in 24 hours, or never will, the others say: once a channel and day. */
async function tellElsewhere(
	deps: SendDeps,
	notice: Notice,
	{ channel, lastProblem }: NotificationEntry,
): Promise<void> {
	if (notice.id.startsWith(lostPrefix)) return;
	const now = deps.clock.now();
	const { namespace } = deps;
	const mode = deps.policy?.budget.mode ?? "enforce";
	const problem = lastProblem ?? "";
	const message = channelLostMessage({ namespace, mode, channel, notice, problem });
	const id = `${lostPrefix}${channel}/${Math.floor(now / dayMs)}`;
	const lost: Notice = { id, kind: "channel-lost", createdAt: now, readyAt: now, message };
	const others = deps.receivers.filter((receiver) => receiver.channel !== channel);
	await Promise.all(others.map((receiver) => sendOnce(deps, lost, receiver)));
}

/** What a channel keeps for itself, for as long as the notification log. */
function memoryOf({ table, namespace, clock }: SendDeps, { channel }: Receiver): ReceiverMemory {
	const keyOf = (name: string) => keysOf(namespace).channelMemory(channel, name);
	return {
		recall: async (name) => {
			const { value } = await readRecord<{ value: string }>(table, keyOf(name));
			return value?.value ?? null;
		},
		keep: async (name, value) => {
			const expiresAt = clock.now() + keepMs;
			const { version } = await readRecord(table, keyOf(name));
			await table.put({ ...keyOf(name), body: { value }, expiresAt }, version);
		},
	};
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
