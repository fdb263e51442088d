import { hourMs, hourOf, minuteMs } from "../domain/instant.ts";
import type { Period } from "../domain/reading.ts";
import { readDay } from "./read-day.ts";
import type { ReportDeps, ReportOutcome } from "./report-day.ts";
import { keysOf } from "./store/keys.ts";
import { ledgerStore } from "./store/ledger-store.ts";

/** Stage ranges of the last minutes are read with a delay: an hour is told when they are in. */
const settleMs = 15 * minuteMs;
/** The mark outlives every pass in which the hour could be told again. */
const keepMs = 24 * hourMs;

export type HourReportOutcome = Exclude<ReportOutcome, "too-early"> | "not-asked-for";

/** Tells what the last whole hour came to, once, where the policy asks for it (`notify.digest`). */
export async function reportLastHour(deps: ReportDeps): Promise<HourReportOutcome> {
	const { table, namespace, policy, clock } = deps;
	if (policy.digest !== "hourly" && policy.digest !== "both") return "not-asked-for";
	const now = clock.now();
	const to = hourOf(now - settleMs);
	const hour = { from: to - hourMs, to, key: String(to - hourMs), zone: policy.budget.zone };
	const mark = keysOf(namespace).hourReport(hour.from);
	if ((await table.get(mark)) !== null) return "said-before";
	const { value: cursor } = await ledgerStore(table, namespace).readCursor();
	if (cursor === null || cursor.observedUntil < to) return "no-data";
	await tell(deps, hour);
	await table.put({ ...mark, body: { saidAt: now }, expiresAt: now + keepMs }, 0);
	return "said";
}

async function tell({ namespace, policy, bus, clock, table }: ReportDeps, hour: Period) {
	const { dailyMicroUsd, mode } = policy.budget;
	await bus.publish({
		type: "report.hourly",
		version: 1,
		namespace,
		at: clock.now(),
		zone: hour.zone,
		from: hour.from,
		to: hour.to,
		spentMicroUsd: await readDay(table, namespace, hour),
		budgetMicroUsd: dailyMicroUsd,
		mode,
		policyHash: policy.hash,
	});
}
