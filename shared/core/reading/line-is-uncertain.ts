import type { BudgetSummary } from "../../domain/ledger.ts";
import type { Budget } from "../../domain/policy.ts";

/** True where a line of the budget lies between lo and hi: whoever is uncertain should be asked. */
export function lineIsUncertain(
	summary: BudgetSummary | null,
	periodKey: string,
	budget: Budget,
): boolean {
	if (summary === null || summary.periodKey !== periodKey) return false;
	return Object.values(budget.thresholds).some((threshold) => {
		const line = threshold * budget.dailyMicroUsd;
		return summary.spent.lo <= line && line < summary.spent.hi;
	});
}
