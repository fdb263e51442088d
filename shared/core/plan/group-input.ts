import { isUnder } from "../../domain/group-budget.ts";
import type { Standing } from "../../domain/standing.ts";
import type { PlanInput } from "./plan-input.ts";

/** What a group is planned from: its own endpoints only, whose share of the requests is that of the whole fleet. */
export function groupInput({ budget, reading }: Standing, input: PlanInput): PlanInput {
	const requestShare = 1 / Math.max(1, input.endpoints.length);
	return {
		...input,
		reading,
		policy: { ...input.policy, budget },
		endpoints: input.endpoints.filter((endpoint) => isUnder(budget, endpoint)),
		requestShareOf: (endpoint) => input.requestShareOf?.(endpoint) ?? requestShare,
		groups: [],
	};
}
