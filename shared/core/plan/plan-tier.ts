import type { Held } from "../../domain/control.ts";
import type { Plan, Step, Untouched } from "../../domain/plan.ts";
import type { ActionTier, Criticality, Policy, Scope } from "../../domain/policy.ts";
import { askPerson } from "./ask-person.ts";
import { chooseSufficient } from "./choose-sufficient.ts";
import { ladderOf } from "./ladder-of.ts";
import { neededFor } from "./needed-for.ts";
import { planEarly } from "./plan-early.ts";
import type { Ladder, PlanInput } from "./plan-input.ts";
import { rejectedOf, totalsOf } from "./weigh-plan.ts";
import { withinLimits } from "./within-limits.ts";

/**
 * What the tier asks for in the scope of the policy, least harm first, bounded by the limits of a pass. Pure:
 * the same input gives the same plan, so that guard, page and `guardrail plan` show one thing.
 */
export function planTier(input: PlanInput): Plan {
	return askPerson(input, planWithEarlySteps);
}

function planWithEarlySteps(input: PlanInput): Plan {
	const plan = planOfTier(input);
	const early = planEarly(input, [...plan.steps, ...plan.postponed]);
	if (early.steps.length === 0) return { ...plan, envelope: early.envelope };
	const wanted = [...plan.steps, ...plan.postponed, ...early.steps.toSorted(leastHarmFirst)];
	const isSent = (step: Step) => isRetry(step, input.held);
	const { steps, postponed } = withinLimits(
		wanted.filter((step) => !isSent(step)),
		input,
	);
	const names = new Set(early.steps.map(({ endpoint }) => endpoint));
	return {
		...plan,
		steps: [...steps, ...wanted.filter(isSent)],
		postponed,
		untouched: plan.untouched.filter(({ endpoint }) => !names.has(endpoint)),
		envelope: early.envelope,
	};
}

function planOfTier(input: PlanInput): Plan {
	const { tier } = input;
	if (tier === "ok") return nothingToDo;
	const judged = input.endpoints.map((endpoint) => ({
		endpoint: endpoint.name,
		verdict: ladderOf(endpoint, tier, input),
	}));
	const ladders = judged
		.flatMap(({ verdict }) => (typeof verdict === "string" ? [] : [verdict]))
		.toSorted(byEndpoint);
	const scope = scopeOf(input.policy, tier);
	const needed = neededFor(input, tier);
	const inScope = (name: Scope) =>
		name === "all" ? inFull(ladders) : sufficient(ladders, needed ?? 0, input.held);
	const chosen = inScope(scope);
	const otherScope = scope === "all" ? "sufficient" : "all";
	const sorted = chosen.toSorted(leastHarmFirst);
	const retries = sorted.filter((step) => isRetry(step, input.held));
	const fresh = sorted.filter((step) => !retries.includes(step));
	const { steps, postponed } = withinLimits(fresh, input);
	const taken = new Set(chosen.map(({ endpoint }) => endpoint));
	const untouched = judged.flatMap(({ endpoint, verdict }): Untouched[] => {
		if (typeof verdict === "string") return [{ endpoint, reason: verdict }];
		return taken.has(endpoint) ? [] : [{ endpoint, reason: "not-needed" }];
	});
	return {
		tier,
		steps: [...steps, ...retries],
		postponed,
		untouched,
		remarks: remarksOf(tier),
		rejected: rejectedOf(ladders, chosen, tier),
		chosen: totalsOf(scope, chosen, needed),
		other: needed === null ? null : totalsOf(otherScope, inScope(otherScope), needed),
		envelope: null,
	};
}

/** Where two choices are worth the same, the order of the fleet must not decide. */
function byEndpoint([a]: Ladder, [b]: Ladder): number {
	return (a?.endpoint ?? "") < (b?.endpoint ?? "") ? -1 : 1;
}

const nothingToDo: Plan = {
	tier: "ok",
	steps: [],
	postponed: [],
	untouched: [],
	remarks: [],
	rejected: [],
	chosen: null,
	other: null,
	envelope: null,
};

/** Above the ceiling there is no line to stay under, so all of it is done. */
function scopeOf({ budget }: Policy, tier: ActionTier): Scope {
	return tier === "ceiling" ? "all" : budget.scope[tier];
}

function inFull(ladders: readonly Ladder[]): Step[] {
	return ladders.flatMap((ladder) => ladder.at(-1) ?? []);
}

/** A step that was sent and has not landed goes on; its saving is part of what is on its way. */
function sufficient(ladders: readonly Ladder[], needed: number, held: readonly Held[]): Step[] {
	const begun = ladders.flatMap((ladder) => ladder.find((step) => isRetry(step, held)) ?? []);
	const open = ladders.filter((ladder) => !ladder.some((step) => begun.includes(step)));
	const options = open.map((ladder) =>
		ladder.map(({ savesByPeriodEnd: { lo }, disruption }) => ({ saves: lo, disruption })),
	);
	const choices = chooseSufficient(options, needed);
	const chosen = choices.flatMap((choice, index) =>
		choice === null ? [] : (open[index]?.[choice] ?? []),
	);
	return [...begun, ...chosen];
}

/** A step that was sent before and had no effect must not keep others waiting. */
function isRetry(step: Step, held: readonly Held[]): boolean {
	return held.some(
		(entry) =>
			entry.endpoint === step.endpoint &&
			entry.status === "intended" &&
			entry.method === step.method,
	);
}

const harm: Readonly<Record<Criticality, number>> = { expendable: 0, standard: 1, critical: 2 };

/** Expendable before standard before critical; in one class the largest saving first; then by name. */
function leastHarmFirst(a: Step, b: Step): number {
	return (
		harm[a.criticality] - harm[b.criticality] ||
		b.savesMicroUsdPerHour - a.savesMicroUsdPerHour ||
		(a.endpoint < b.endpoint ? -1 : 1)
	);
}

function remarksOf(tier: ActionTier): string[] {
	return tier === "trim" ? [] : ["no cheaper route is set up, so no traffic was moved"];
}
