import type { Demand, GroupPlan, Plan, Step, Untouched } from "../../domain/plan.ts";
import { tierOrder } from "../../domain/policy.ts";
import type { Standing } from "../../domain/standing.ts";
import { windowNumbers } from "../../domain/window-of.ts";
import { demandOf } from "./demand-of.ts";
import { methods } from "./methods/methods.ts";

/** What one group asks for, before the limits of a pass. */
export type WantedByGroup = { readonly standing: Standing; readonly plan: Plan };

/**
 * The plan of all budgets: of each endpoint the hardest step that any of them asks for. Where two ask for the
 * same, it is the namespace's, then that of the group that stands first in the policy.
 */
export function strictestOf(
	own: Plan,
	groups: readonly WantedByGroup[],
	leastHarmFirst: (a: Step, b: Step) => number,
): Plan {
	const chosen = new Map<string, Step>();
	const all = [own.steps, ...groups.map(({ standing, plan }) => demanded(plan, standing))];
	for (const step of all.flat()) {
		const before = chosen.get(step.endpoint);
		if (before === undefined || isHarder(step, before)) chosen.set(step.endpoint, step);
	}
	const steps = [...chosen.values()];
	const isEarly = ({ cause }: Step) => cause !== undefined;
	return {
		...own,
		steps: [
			...steps.filter((step) => !isEarly(step)).toSorted(leastHarmFirst),
			...steps.filter(isEarly).toSorted(leastHarmFirst),
		],
		untouched: untouchedOf([own, ...groups.map(({ plan }) => plan)], chosen),
		groups: groups.map(groupPlanOf),
	};
}

function demanded({ steps }: Plan, standing: Standing): Step[] {
	const demand: Demand = demandOf(standing);
	return steps.map((step) => ({ ...step, demand }));
}

const ladder = methods.map(({ method }) => method);

/** A harder way, or more of the same way; of what is the same, the one that a harder tier asks for. */
function isHarder(step: Step, before: Step): boolean {
	const byMethod = ladder.indexOf(step.method) - ladder.indexOf(before.method);
	if (byMethod !== 0) return byMethod > 0;
	const byMaximum = (before.maxReplica ?? 0) - (step.maxReplica ?? 0);
	if (byMaximum !== 0) return byMaximum > 0;
	const byMinimum = (before.minReplica ?? 0) - (step.minReplica ?? 0);
	if (byMinimum !== 0) return byMinimum > 0;
	// A cap that a tier asks for does not end with a forecast.
	if (step.cause !== before.cause) return step.cause === undefined;
	return tierOrder.indexOf(step.tier) > tierOrder.indexOf(before.tier);
}

/** Why an endpoint is left alone, by the first budget that says so; none of it is left alone by another one. */
function untouchedOf(plans: readonly Plan[], taken: ReadonlyMap<string, Step>): Untouched[] {
	const reasons = new Map<string, Untouched>();
	for (const untouched of plans.flatMap((plan) => plan.untouched)) {
		const { endpoint } = untouched;
		if (!taken.has(endpoint) && !reasons.has(endpoint)) reasons.set(endpoint, untouched);
	}
	return [...reasons.values()];
}

function groupPlanOf({ standing, plan }: WantedByGroup): GroupPlan {
	const { budget, reading, tier, window = "day" } = standing;
	const numbers = windowNumbers(reading, window);
	const whole = window === "hour" ? numbers.budgetMicroUsd : budget.dailyMicroUsd;
	const { untouched, remarks, chosen, other, envelope } = plan;
	const line = tier === "ok" ? null : Math.round(budget.thresholds[tier] * whole);
	return {
		...demandOf(standing),
		tier,
		thresholdMicroUsd: line,
		spentMicroUsd: numbers.spentMicroUsd,
		periodEnd: reading.period.to,
		zone: reading.period.zone,
		untouched,
		remarks,
		chosen,
		other,
		envelope,
	};
}
