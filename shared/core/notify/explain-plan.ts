import type { MicroUsd } from "../../domain/money.ts";
import type { Method, Plan, Rejected, ScopeTotals, Step } from "../../domain/plan.ts";
import { type Policy, type Tier, writesIn } from "../../domain/policy.ts";
import { endAtThisRate } from "../plan/needed-for.ts";
import { clockText } from "./clock-text.ts";
import { shortLine } from "./early-message.ts";
import type { ExplainInput } from "./explain-input.ts";
import { type ExplainedUntouched, explainUntouched } from "./explain-untouched.ts";
import { groupSentences } from "./group-sentences.ts";
import { hourEndText } from "./hour-end-text.ts";
import { rateText, wholeDollars } from "./money-text.ts";
import { demandText } from "./step-text.ts";
import { stopSentence } from "./stop-sentence.ts";
import { whySentence } from "./why-sentence.ts";

export type { ExplainInput } from "./explain-input.ts";
export type { ExplainedUntouched } from "./explain-untouched.ts";

/** One step of a plan, in words and in numbers. */
export type ExplainedStep = {
	readonly endpoint: string;
	/** `cap 4 → 1`, `max 8 → 1, min 2 → 1`, `sleep`, `pause`. */
	readonly change: string;
	/** What the people who use it will notice. */
	readonly effect: string;
	readonly criticality: string;
	/** `group research: 212 % of $40`; null: the budget of all endpoints asks. */
	readonly because: string | null;
	readonly when: "this pass" | "a later pass";
	readonly savesMicroUsdPerHour: MicroUsd;
	readonly savesByPeriodEndMicroUsd: MicroUsd;
};

/** The same plan as a table (`steps`, `untouched`) and as prose. */
export type Explained = {
	readonly tier: Tier;
	readonly steps: readonly ExplainedStep[];
	readonly untouched: readonly ExplainedUntouched[];
	/** What it comes to in money, in which passes, beside the other scope, and how it ends. */
	readonly effects: readonly string[];
	/** The whole of it: why, then what it comes to, then what was left out. */
	readonly prose: readonly string[];
};

/** What will happen and why, for somebody who has never seen the policy. */
export function explainPlan(input: ExplainInput): Explained {
	const { plan } = input;
	const effects = [...whatSentences(input), ...scopeSentence(plan), ...undoSentence(input)];
	return {
		tier: plan.tier,
		steps: [
			...plan.steps.map((step) => explained(step, "this pass")),
			...plan.postponed.map((step) => explained(step, "a later pass")),
		],
		untouched: explainUntouched(plan, input.holding, input.reading.period),
		effects,
		prose: [
			...whySentence(input),
			...(input.stops ?? []).map((stop) => stopSentence(stop, input.reading.period.zone)),
			...groupSentences(plan, input),
			...effects,
			...routeSentence(plan),
			...plan.rejected.flatMap(rejectedSentence),
			...(plan.envelope === null ? [] : shortLine(plan.envelope)),
		],
	};
}

const noticed: Readonly<Record<Method, string>> = {
	cap: "goes on answering with fewer replicas",
	floor: "goes on answering with fewer replicas, fewer of them warm",
	sleep: "the next request waits for a cold start",
	divert: "is answered by another provider",
	pause: "answers nobody until it is put back",
};

function explained(step: Step, when: ExplainedStep["when"]): ExplainedStep {
	return {
		endpoint: step.endpoint,
		change: changeOf(step),
		effect: noticed[step.method],
		criticality: step.criticality,
		because: step.demand === undefined ? null : demandText(step.demand),
		when,
		savesMicroUsdPerHour: step.savesMicroUsdPerHour,
		savesByPeriodEndMicroUsd: step.savesByPeriodEnd.point,
	};
}

function changeOf({ method, before, minReplica, maxReplica }: Step): string {
	if (maxReplica === null) return method;
	const most = `${before.scaling.maxReplica} → ${maxReplica}`;
	if (method !== "floor") return `${method} ${most}`;
	return `max ${most}, min ${before.scaling.minReplica} → ${minReplica}`;
}

function whatSentences({ plan, reading, policy }: ExplainInput): string[] {
	const all = [...plan.steps, ...plan.postponed];
	if (plan.tier === "ok" && all.length === 0) return [];
	if (all.length === 0) return ["Nothing is left that it could change."];
	const perHour = sum(all, (step) => step.savesMicroUsdPerHour);
	const byEnd = sum(all, (step) => step.savesByPeriodEnd.point);
	const certain = sum(all, (step) => step.savesByPeriodEnd.lo);
	const without = endAtThisRate(reading);
	const end = clockText(reading.period.to, reading.period.zone);
	return [
		`${count(all.length)}, least harm first, take ${rateText(perHour)} off; by ${end} that is ${wholeDollars(byEnd, "near")} (${wholeDollars(certain, "down")} certain).`,
		`At this rate the day ends near ${wholeDollars(without, "near")} without it, near ${wholeDollars(Math.max(reading.spent.point, without - byEnd), "near")} with it.`,
		...(plan.postponed.length > 0 ? [limitsSentence(plan, policy)] : []),
	];
}

function limitsSentence({ steps, postponed }: Plan, { limits }: Policy): string {
	const share = (ratio: number) => `${Math.round(ratio * 100)} %`;
	const most = `one pass changes at most ${share(limits.endpointsPerPassRatio)} of the endpoints and takes at most ${share(limits.replicasPerPassRatio)} of the replicas`;
	const pauses = steps.some(({ method }) => method === "pause") ? ", but puts off no pause" : "";
	return `${steps.length} in this pass and ${postponed.length} later: ${most}${pauses}.`;
}

/** The policy asks for a route that nobody set up: said even where no endpoint is left to move. */
function routeSentence({ tier, rejected }: Plan): string[] {
	const isAsked = tier === "divert" && rejected.every(({ method }) => method !== "divert");
	return isAsked ? ["No traffic is moved, because no cheaper route is set up."] : [];
}

/** What was softer is no news where everything is done as the tier says. */
function rejectedSentence({ method, reason, endpoints }: Rejected): string[] {
	if (reason === "harder-needed") return [];
	const names = listed(endpoints);
	if (reason === "no-cheaper-route") {
		return [`No traffic is moved, because no cheaper route is set up (${names}).`];
	}
	return [`Not needed: ${methodWords[method]} ${names}.`];
}

const methodWords: Readonly<Record<Method, string>> = {
	cap: "to cap",
	floor: "to bring to its floor",
	sleep: "to put to sleep",
	divert: "to move to another provider",
	pause: "to pause",
};

function scopeSentence({ chosen, other, steps, postponed }: Plan): string[] {
	if (chosen === null || other === null || other.endpoints.length + chosen.endpoints.length === 0) {
		return [];
	}
	const needed = chosen.neededMicroUsd ?? 0;
	const need =
		needed > 0
			? `to stay under the next line, ${wholeDollars(needed, "up")} have to be saved`
			: "the day stays under the next line by itself";
	const same = other.savesByPeriodEnd.point === chosen.savesByPeriodEnd.point;
	const beside = same ? "the same" : totals(other);
	const most = Math.max(other.savesByPeriodEnd.point, chosen.savesByPeriodEnd.point);
	// What groups ask for is counted above, and is no part of the scope of the budget of all endpoints.
	const isOfGroups = [...steps, ...postponed].some(({ demand }) => demand !== undefined);
	const whose = isOfGroups ? "Without what groups ask for, s" : "S";
	const lacks = needed > most ? ", more than these steps can save" : "";
	return [
		`${whose}cope ${chosen.scope}: ${totals(chosen)}. Scope ${other.scope} would be ${beside}: ${need}${lacks}.`,
	];
}

function totals({ endpoints, savesMicroUsdPerHour, savesByPeriodEnd }: ScopeTotals): string {
	return `${count(endpoints.length)}, ${rateText(savesMicroUsdPerHour)}, ${wholeDollars(savesByPeriodEnd.point, "near")} by the day's end`;
}

function undoSentence({ plan, stops = [], reading, policy, mode, window }: ExplainInput): string[] {
	if (plan.steps.length + plan.postponed.length === 0) return [];
	if (!writesIn(mode)) return [`Mode ${mode}: nothing is written, so nothing has to be undone.`];
	const own = [...plan.steps, ...plan.postponed].filter(({ demand }) => demand === undefined);
	if (own.length === 0) return [];
	if (stops.length > 0 && plan.tier === "ok") return ["It is put back after the order ends."];
	const back = clockText(reading.period.to + policy.limits.restoreDelayMs, reading.period.zone);
	if (window === "hour")
		return [`It is put back ${hourEndText(policy.limits)}, else from ${back} by itself.`];
	if (plan.groups !== undefined)
		return [`The rest is put back from ${back} by itself, the most critical first.`];
	return [`All of it is put back from ${back} by itself, the most critical first.`];
}

const namesShown = 6;

function listed(names: readonly string[]): string {
	const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : "";
	return names.slice(0, namesShown).join(", ") + more;
}

function count(endpoints: number): string {
	return `${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"}`;
}

function sum(steps: readonly Step[], value: (step: Step) => number): number {
	return steps.reduce((total, step) => total + value(step), 0);
}
