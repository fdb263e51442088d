import { dayOf } from "../../core/reading/period.ts";
import type { Control } from "../../domain/control.ts";
import { isUnder } from "../../domain/group-budget.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { Budget, Policy } from "../../domain/policy.ts";

export type CeilingFacts = {
	readonly policy: Policy;
	readonly postures: readonly Posture[];
	readonly control: Control | null;
	readonly now: Instant;
};

/** Endpoints under a budget that is over its absolute ceiling today, which no order lifts. */
export function atCeiling({ policy, postures, control, now }: CeilingFacts): string[] {
	if (control === null) return [];
	const { budget, groups } = policy;
	const own = { ...control, budget: budget.name };
	const latches = [own, ...(control.groups ?? [])].filter(({ tier }) => tier === "ceiling");
	const isOver = ({ name, zone }: Budget) =>
		latches.some((each) => each.budget === name && each.periodKey === dayOf(now, zone).key);
	const over = [budget, ...groups].filter(isOver);
	return postures
		.filter(({ observed }) => over.some((each) => isUnder(each, observed)))
		.map(({ endpoint }) => endpoint);
}
