import type { Held } from "../../domain/control.ts";
import type { Plan, Step, Untouched } from "../../domain/plan.ts";
import type { ActionTier, Criticality, Policy, Scope } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Standing } from "../../domain/standing.ts";
import { askPerson } from "./ask-person.ts";
import { chooseSufficient } from "./choose-sufficient.ts";
import { groupInput } from "./group-input.ts";
import { ladderOf } from "./ladder-of.ts";
import { neededFor } from "./needed-for.ts";
import { planEarly } from "./plan-early.ts";
import type { Ladder, PlanInput } from "./plan-input.ts";
import { strictestOf, type WantedByGroup } from "./strictest-of.ts";
import { rejectedOf, totalsOf } from "./weigh-plan.ts";
import { withinLimits } from "./within-limits.ts";

/**
 * What the budgets ask for in the scope of the policy, least harm first, bounded by the limits of a pass, which
 * count over the whole fleet. Of several budgets the strictest wins, endpoint by endpoint. Pure: the same input
 * gives the same plan, so that guard, page and `guardrail plan` show one thing.
 */
export function planTier(input: PlanInput): Plan {
	const own = wantedOf(input);
	const groups = (input.groups ?? []).flatMap((standing) => wantedByGroup(standing, input));
	const wanted = groups.length === 0 ? own : strictestOf(own, groups, leastHarmFirst);
	const isSent = (step: Step) => isRetry(step, input.held);
	const fresh = wanted.steps.filter((step) => !isSent(step));
	const { steps, postponed } = withinLimits(fresh, input);
	return { ...wanted, steps: [...steps, ...wanted.steps.filter(isSent)], postponed };
}

/** Of one budget, without the limits of a pass: all of it stands in `steps`. */
function wantedOf(input: PlanInput): Plan {
	return askPerson(input, wantedWithEarlySteps);
}

/** A group sees its own endpoints only; what it asks of them counts for the whole fleet. */
function wantedByGroup(standing: Standing, input: PlanInput): WantedByGroup[] {
	const { tier } = standing;
	const plan = wantedOf({ ...groupInput(standing, input), tier });
	const isSilent = tier === "ok" && plan.steps.length === 0 && plan.envelope === null;
	return isSilent ? [] : [{ standing, plan }];
}

function wantedWithEarlySteps(input: PlanInput): Plan {
	const plan = wantedOfTier(input);
	const early = planEarly(input, plan.steps);
	const names = new Set(early.steps.map(({ endpoint }) => endpoint));
	return {
		...plan,
		steps: [...plan.steps, ...early.steps.toSorted(leastHarmFirst)],
		untouched: plan.untouched.filter(({ endpoint }) => !names.has(endpoint)),
		envelope: early.envelope,
	};
}

function wantedOfTier(input: PlanInput): Plan {
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
	const taken = new Set(chosen.map(({ endpoint }) => endpoint));
	const untouched = judged.flatMap(({ endpoint, verdict }): Untouched[] => {
		if (typeof verdict === "string") return [{ endpoint, reason: verdict }];
		return taken.has(endpoint) ? [] : [{ endpoint, reason: "not-needed" }];
	});
	return {
		tier,
		steps: chosen.toSorted(leastHarmFirst),
		postponed: [],
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
			isSameEndpoint(entry, step) && entry.status === "intended" && entry.method === step.method,
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
