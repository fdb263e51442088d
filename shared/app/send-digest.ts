import { alertDigest } from "../core/notify/alert-digest.ts";
import { digestMessage } from "../core/notify/digest-message.ts";
import type { Notice } from "../domain/notice.ts";
import type { Policy } from "../domain/policy.ts";
import type { GuardrailEvent } from "../ports/event-bus.ts";
import { readSavings } from "./read-savings.ts";
import { type SendDeps, sendNotices } from "./send-notices.ts";
import { digestStore } from "./store/digest-store.ts";
import { guardStore } from "./store/guard-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { watchStore } from "./store/watch-store.ts";

export type DailyReport = Extract<GuardrailEvent, { type: "report.daily" }>;
export type DigestDeps = SendDeps & { readonly policy: Policy };

/** Puts yesterday's digest into the sender's own outbox and sends it: once, however often it is heard. */
export async function sendDigest(deps: DigestDeps, report: DailyReport): Promise<void> {
	const notice = await digestOf(deps, report);
	await digestStore(deps.table, deps.namespace).write(notice);
	await sendNotices(deps);
}

async function digestOf(deps: DigestDeps, report: DailyReport): Promise<Notice> {
	const { table, namespace, policy, clock } = deps;
	const now = clock.now();
	const guard = guardStore(table, namespace);
	const [cursor, pulse, control, overrides, savings, watch] = await Promise.all([
		ledgerStore(table, namespace).readCursor(),
		guard.readPulse(),
		guard.readControl(),
		guard.readOverrides(now),
		readSavings({ namespace, policy, table }, report.to - 1),
		watchStore(table, namespace).readState(),
	]);
	const { day, zone, mode, spentMicroUsd: spent, budgetMicroUsd } = report;
	const message = digestMessage({
		namespace,
		mode,
		day,
		zone,
		spent,
		budgetMicroUsd,
		saved: savings.day,
		wouldSave: savings.would.week,
		held: control.value?.held.length ?? 0,
		overrides: overrides.length,
		lastPassAt: pulse.value?.lastPassAt ?? null,
		failedPasses: cursor.value?.failedPasses ?? 0,
		alerts: alertDigest(watch.value?.alerts ?? [], report),
	});
	return { id: `digest/${day}`, kind: "digest", createdAt: now, readyAt: now, message };
}
