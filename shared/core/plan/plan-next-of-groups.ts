import { hasOwnCeiling, isUnder } from "../../domain/group-budget.ts";
import { type Tier, tierOrder } from "../../domain/policy.ts";
import type { GroupNext } from "../../domain/read-model.ts";
import type { Standing } from "../../domain/standing.ts";
import type { PlanInput } from "./plan-input.ts";
import { planTier } from "./plan-tier.ts";
import { withinLimits } from "./within-limits.ts";

/** Of each group that has a line above its tier what is done there, by itself; limits count over the whole fleet. */
export function planNextOfGroups(input: PlanInput): GroupNext[] {
	return (input.groups ?? []).flatMap((standing) => {
		const tier = tierAbove(standing);
		return tier === null
			? []
			: [{ group: standing.budget.name, plan: planAt(tier, standing, input) }];
	});
}

function tierAbove({ tier, budget }: Standing): Tier | null {
	const next = tierOrder[tierOrder.indexOf(tier) + 1] ?? null;
	return next === "ceiling" && !hasOwnCeiling(budget) ? null : next;
}

function planAt(tier: Tier, { budget, reading }: Standing, input: PlanInput) {
	const requestShare = 1 / Math.max(1, input.endpoints.length);
	const plan = planTier({
		...input,
		tier,
		reading,
		policy: { ...input.policy, budget },
		endpoints: input.endpoints.filter((endpoint) => isUnder(budget, endpoint)),
		requestShareOf: (endpoint) => input.requestShareOf?.(endpoint) ?? requestShare,
		groups: [],
	});
	return { ...plan, ...withinLimits([...plan.steps, ...plan.postponed], input) };
}
