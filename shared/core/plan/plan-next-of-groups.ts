import { hasOwnCeiling } from "../../domain/group-budget.ts";
import { type Tier, tierOrder } from "../../domain/policy.ts";
import type { GroupNext } from "../../domain/read-model.ts";
import type { Standing } from "../../domain/standing.ts";
import { groupInput } from "./group-input.ts";
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

function planAt(tier: Tier, standing: Standing, input: PlanInput) {
	const plan = planTier({ ...groupInput(standing, input), tier });
	return { ...plan, ...withinLimits([...plan.steps, ...plan.postponed], input) };
}
