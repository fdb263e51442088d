import { alertDigest } from "../core/notify/alert-digest.ts";
import { digestMessage, hourDigestMessage } from "../core/notify/digest-message.ts";
import { dayOf } from "../core/reading/period.ts";
import type { Control } from "../domain/control.ts";
import type { Notice } from "../domain/notice.ts";
import type { Policy } from "../domain/policy.ts";
import type { GuardrailEvent } from "../ports/event-bus.ts";
import { actionOf } from "./guard/actions.ts";
import { readDay } from "./read-day.ts";
import { readSavings } from "./read-savings.ts";
import { type SendDeps, sendNotices } from "./send-notices.ts";
import { digestStore } from "./store/digest-store.ts";
import { guardStore } from "./store/guard-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { watchStore } from "./store/watch-store.ts";

export type DailyReport = Extract<GuardrailEvent, { type: "report.daily" }>;
export type DigestDeps = SendDeps & { readonly policy: Policy };

export type HourlyReport = Extract<GuardrailEvent, { type: "report.hourly" }>;

/** Puts a digest into the sender's own outbox and sends it: once, however often it is heard. */
export async function sendDigest(
	deps: DigestDeps,
	report: DailyReport | HourlyReport,
): Promise<void> {
	const { table, namespace, policy } = deps;
	const { digest = "daily" } = policy;
	const store = digestStore(table, namespace);
	if (report.type === "report.hourly") await store.writeHour(await hourDigestOf(deps, report));
	else if (digest === "daily" || digest === "both") {
		await store.writeDay(await digestOf(deps, report));
	}
	await sendNotices(deps);
}

async function hourDigestOf(
	{ table, namespace, policy, clock }: DigestDeps,
	report: HourlyReport,
): Promise<Notice> {
	const now = clock.now();
	const [cursor, pulse, control, overrides, watch, today] = await Promise.all([
		ledgerStore(table, namespace).readCursor(),
		guardStore(table, namespace).readPulse(),
		guardStore(table, namespace).readControl(),
		guardStore(table, namespace).readOverrides(now),
		watchStore(table, namespace).readState(),
		readDay(table, namespace, dayOf(report.to - 1, policy.budget.zone)),
	]);
	const { mode, zone, from, to, spentMicroUsd: spent, budgetMicroUsd } = report;
	const message = hourDigestMessage({
		namespace,
		mode,
		zone,
		from,
		to,
		spent,
		today,
		budgetMicroUsd,
		held: heldCount(control.value),
		overrides: overrides.length,
		lastPassAt: pulse.value?.lastPassAt ?? null,
		failedPasses: cursor.value?.failedPasses ?? 0,
		alerts: alertDigest(watch.value?.alerts ?? [], report),
	});
	return { id: `digest/hour/${from}`, kind: "digest", createdAt: now, readyAt: now, message };
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
		held: heldCount(control.value),
		overrides: overrides.length,
		lastPassAt: pulse.value?.lastPassAt ?? null,
		failedPasses: cursor.value?.failedPasses ?? 0,
		alerts: alertDigest(watch.value?.alerts ?? [], report),
	});
	return { id: `digest/${day}`, kind: "digest", createdAt: now, readyAt: now, message };
}

/** What is back stays in the state until its original was observed long enough; a record holds nothing. */
function heldCount(control: Control | null): number {
	return (control?.held ?? []).filter((held) => actionOf(held)?.isReal === true).length;
}
