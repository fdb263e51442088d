import type { Envelope, Step } from "../../domain/plan.ts";
import { earlyNeed } from "../decide/early-need.ts";
import { chooseSufficient } from "./choose-sufficient.ts";
import { envelopeSteps } from "./envelope-steps.ts";
import { ladderOf } from "./ladder-of.ts";
import { neededToEndUnder } from "./needed-for.ts";
import type { PlanInput } from "./plan-input.ts";

export type EarlyPlan = { readonly steps: readonly Step[]; readonly envelope: Envelope | null };

/** Caps that are taken before any line is crossed: because of what is foreseen, and to hold the hard line. */
export function planEarly(input: PlanInput, taken: readonly Step[]): EarlyPlan {
	if (input.reading.stale) return { steps: [], envelope: null };
	const need = earlyNeed(input.reading, input.policy);
	const foreseen = need.isForeseen && input.tier === "ok" ? preemptSteps(input) : [];
	const { steps, envelope } = envelopeSteps(input, [...taken, ...foreseen]);
	return { steps: [...foreseen, ...steps], envelope };
}

/** Only what can be undone at once, and only of endpoints that are not critical. */
function preemptSteps(input: PlanInput): Step[] {
	const { budget } = input.policy;
	const ladders = input.endpoints.flatMap((endpoint) => {
		const ladder = ladderOf(endpoint, "trim", input);
		const cap = typeof ladder === "string" ? undefined : ladder.find(isCap);
		return cap === undefined ? [] : [{ ...cap, cause: "preempt" as const }];
	});
	if (budget.scope.trim === "all") return ladders;
	const need = neededToEndUnder(budget.dailyMicroUsd, input.reading.p90MicroUsd, input);
	const options = ladders.map(({ savesByPeriodEnd, disruption }) => [
		{ saves: savesByPeriodEnd.lo, disruption },
	]);
	const choices = chooseSufficient(options, need);
	return ladders.filter((_, index) => choices[index] !== null);
}

function isCap({ method }: Step): boolean {
	return method === "cap";
}
