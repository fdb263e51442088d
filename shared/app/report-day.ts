import { dayOf } from "../core/reading/period.ts";
import { hourOf, minuteMs } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import type { Period } from "../domain/reading.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventBus } from "../ports/event-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Table } from "../ports/table.ts";
import { readDay } from "./read-day.ts";
import { keysOf } from "./store/keys.ts";
import { ledgerStore } from "./store/ledger-store.ts";

export type ReportDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

export type ReportOutcome = "said" | "said-before" | "too-early" | "no-data";

/** Stage ranges of the last minutes are read with a delay: a day is told when they are in. */
const settleMs = 15 * minuteMs;
/** The mark outlives every hour in which the day could be told again. */
const keepMs = 3 * 24 * 60 * minuteMs;

/**
 * Tells what the last whole budget day came to, once. The mark is written after the event, so that a
 * crash in between repeats it rather than losing it; whoever receives it knows the day by its date.
 */
export async function reportDay(deps: ReportDeps): Promise<{ readonly outcome: ReportOutcome }> {
	const { table, namespace, clock, policy } = deps;
	const now = clock.now();
	const today = dayOf(now, policy.budget.zone);
	if (now < today.from + settleMs) return { outcome: "too-early" };
	const yesterday = dayOf(today.from - 1, policy.budget.zone);
	const mark = keysOf(namespace).report(yesterday.key);
	if ((await table.get(mark)) !== null) return { outcome: "said-before" };
	if (!(await wasMetered(deps, yesterday))) return { outcome: "no-data" };
	await tell(deps, yesterday);
	await table.put({ ...mark, body: { saidAt: now }, expiresAt: now + keepMs }, 0);
	return { outcome: "said" };
}

/** A day that metering did not see begin came to nothing that anybody knows: absent is not zero. */
async function wasMetered({ table, namespace }: ReportDeps, day: Period): Promise<boolean> {
	const store = ledgerStore(table, namespace);
	const cursor = await store.readCursor();
	if (cursor.value === null || cursor.value.observedUntil < day.to) return false;
	const totals = await store.readTotals(day);
	if (totals.some(({ hour }) => hour === hourOf(day.from))) return true;
	const postures = await store.readPostures();
	return postures.some(({ since }) => since <= day.from);
}

async function tell(deps: ReportDeps, day: Period): Promise<void> {
	const { namespace, policy, bus, clock, log } = deps;
	const { dailyMicroUsd, mode } = policy.budget;
	const spent = await readDay(deps.table, namespace, day);
	const ratio = spent.point / dailyMicroUsd;
	await bus.publish({
		type: "report.daily",
		version: 1,
		namespace,
		at: clock.now(),
		day: day.key,
		zone: day.zone,
		from: day.from,
		to: day.to,
		spentMicroUsd: spent,
		budgetMicroUsd: dailyMicroUsd,
		ratio,
		mode,
		policyHash: policy.hash,
	});
	const { lo, point, hi } = spent;
	log.info("report-daily", { day: day.key, lo, point, hi, budget: dailyMicroUsd, ratio });
}
