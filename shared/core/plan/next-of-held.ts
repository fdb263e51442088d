import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { hasOwnCeiling, isGroup, isUnder } from "../../domain/group-budget.ts";
import { type ActionTier, type Tier, tierOrder } from "../../domain/policy.ts";
import type { HeldNext } from "../../domain/read-model.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Standing } from "../../domain/standing.ts";
import { ladderOf } from "./ladder-of.ts";
import type { PlanInput } from "./plan-input.ts";

/** Of each endpoint that the guard holds, what the next line that asks more of it does; of each budget over it. */
export function nextOfHeld(input: PlanInput): HeldNext[] {
	const { tier, reading, policy, groups = [] } = input;
	const standings = [{ budget: policy.budget, reading, tier, endedAt: null }, ...groups];
	return input.held.flatMap((held) => {
		const endpoint = input.endpoints.find((each) => isSameEndpoint(held, each));
		if (endpoint === undefined || !isStanding(held)) return [];
		const over = standings.filter(({ budget }) => isUnder(budget, endpoint));
		return over.flatMap((standing) => nextUnder(standing, endpoint, input) ?? []);
	});
}

function isStanding({ status }: Held): boolean {
	return status === "applied" || status === "intended";
}

function nextUnder(standing: Standing, endpoint: Endpoint, input: PlanInput): HeldNext | null {
	const { budget, reading } = standing;
	const own = { ...input, reading, policy: { ...input.policy, budget } };
	for (const tier of harderThan(standing)) {
		const ladder = ladderOf(endpoint, tier, own);
		const step = typeof ladder === "string" ? undefined : ladder.at(-1);
		if (step === undefined) continue;
		const { method, maxReplica } = step;
		const ratio = budget.thresholds[tier];
		const isSure = tier === "ceiling" || budget.scope[tier] === "all";
		const group = isGroup(budget) ? { group: budget.name } : {};
		return { endpoint: endpoint.name, ...group, tier, ratio, method, maxReplica, isSure };
	}
	return null;
}

function harderThan({ tier, budget }: Standing): ActionTier[] {
	const isHarder = (each: Tier): each is ActionTier =>
		each !== "ok" && (each !== "ceiling" || hasOwnCeiling(budget));
	return tierOrder.slice(tierOrder.indexOf(tier) + 1).filter(isHarder);
}
