import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import { isInForce, type Override } from "../../domain/override.ts";
import type { Policy } from "../../domain/policy.ts";

/**
 * The policy with the budget that people raised for this period, in micro-USD. The absolute ceiling
 * stays where the policy's own budget puts it: its ratio shrinks as the budget grows.
 */
export function raisedPolicy(
	policy: Policy,
	overrides: readonly Override[],
	{ periodKey, now }: { readonly periodKey: string; readonly now: Instant },
): Policy {
	const { budget } = policy;
	const dailyMicroUsd = raisedBudget(budget.dailyMicroUsd, overrides, { periodKey, now });
	if (dailyMicroUsd === budget.dailyMicroUsd) return policy;
	const ceiling = (budget.thresholds.ceiling * budget.dailyMicroUsd) / dailyMicroUsd;
	const thresholds = { ...budget.thresholds, ceiling };
	return { ...policy, budget: { ...budget, dailyMicroUsd, thresholds } };
}

/** In the order in which they were granted: one that adds adds, one that sets never lowers. */
export function raisedBudget(
	ownMicroUsd: MicroUsd,
	overrides: readonly Override[],
	{ periodKey, now }: { readonly periodKey: string; readonly now: Instant },
): MicroUsd {
	return overrides
		.filter(({ kind, details }) => kind === "raise" && details?.periodKey === periodKey)
		.filter((override) => isInForce(override, now))
		.toSorted((a, b) => a.grantedAt - b.grantedAt || (a.id < b.id ? -1 : 1))
		.reduce((budget, { details }) => {
			const raised = budget + (details?.addMicroUsd ?? 0);
			return Math.max(raised, details?.toMicroUsd ?? 0);
		}, ownMicroUsd);
}
