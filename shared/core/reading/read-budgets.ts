import type { Instant } from "../../domain/instant.ts";
import type { BudgetSummary, Cursor, Summary } from "../../domain/ledger.ts";
import type { Budget, GroupBudget, Policy } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { dayOf } from "./period.ts";
import { readSpend } from "./read-spend.ts";

/** A budget and what is known of it now. Of a group, `budget` also names its members. */
export type BudgetReading = {
	readonly budget: Budget | GroupBudget;
	readonly reading: Reading;
};

export type ReadBudgetsInput = {
	readonly summary: Summary;
	readonly cursor: Cursor;
	/** With the budgets in force: a raise is in them already. */
	readonly policy: Policy;
	readonly now: Instant;
};

/**
 * Readings of all budgets, each in its own zone: the namespace's first, then the groups' in the order of
 * the policy. A group that the meter has not summed up yet is left out.
 */
export function readBudgets(input: ReadBudgetsInput): readonly [BudgetReading, ...BudgetReading[]] {
	const { summary, policy } = input;
	return [
		readingOf(policy.budget, summary, input),
		...policy.groups.flatMap((group) => {
			const own = summary.groups.find(({ name }) => name === group.name);
			return own === undefined ? [] : [readingOf(group, own, input)];
		}),
	];
}

function readingOf(
	budget: Budget | GroupBudget,
	summary: BudgetSummary,
	{ cursor, policy, now }: ReadBudgetsInput,
): BudgetReading {
	const { staleAfterMs } = policy.limits;
	const period = dayOf(now, budget.zone);
	return { budget, reading: readSpend({ summary, cursor, budget, period, now, staleAfterMs }) };
}
