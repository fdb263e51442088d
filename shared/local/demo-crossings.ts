import type { Instant } from "../domain/instant.ts";
import type { ActionTier, Budget } from "../domain/policy.ts";
import type { Period } from "../domain/reading.ts";
import type { Configuration, JournalEntry } from "../simulator/journal.ts";
import type { Truth } from "../simulator/truth.ts";

export type Crossing = {
	readonly tier: ActionTier;
	readonly at: Instant;
	readonly ratio: number;
	readonly firstActionAt: Instant | null;
	/** From the true crossing to the guard's first change that the tier asks for; null with a reason. */
	readonly secondsToAction: number | null;
	readonly reason: string | null;
};

export type CrossingsInput = {
	readonly period: Period;
	readonly journal: readonly JournalEntry[];
	readonly truth: Truth;
	readonly budget: Budget;
};

const tiers: readonly ActionTier[] = ["trim", "divert", "shutdown"];

/** When true spend passed each line, and how long the first change took: from bill and journal alone. */
export function crossingsOf(input: CrossingsInput): Crossing[] {
	const { period, truth, budget } = input;
	return tiers.flatMap((tier) => {
		const ratio = budget.thresholds[tier];
		const line = Math.floor(ratio * budget.dailyMicroUsd);
		const at = truth.firstInstantAbove(period.from, period.to, line);
		return at === null ? [] : [crossing(tier, at, input)];
	});
}

function crossing(tier: ActionTier, at: Instant, input: CrossingsInput): Crossing {
	const ratio = input.budget.thresholds[tier];
	const possible = possibleKinds(tier, at, input);
	if (possible.length === 0) {
		const reason =
			tier === "divert" ? "no cheaper route is set up" : "no endpoint could be changed";
		return { tier, at, ratio, firstActionAt: null, secondsToAction: null, reason };
	}
	const first = input.journal.find(
		(entry) =>
			entry.actorKind === "guard" &&
			entry.at >= at &&
			entry.at < input.period.to &&
			possible.includes(entry.kind),
	);
	if (first === undefined) {
		const reason = "MISSED: something could be changed and nothing was";
		return { tier, at, ratio, firstActionAt: null, secondsToAction: null, reason };
	}
	const secondsToAction = (first.at - at) / 1_000;
	return { tier, at, ratio, firstActionAt: first.at, secondsToAction, reason: null };
}

/** Kinds of change that the tier could ask for at that instant, judged by the true configuration. */
function possibleKinds(tier: ActionTier, at: Instant, input: CrossingsInput): string[] {
	if (tier === "divert") return [];
	const states = endpointsAt(at, input).filter(({ now }) => isTouchable(now));
	if (tier === "trim") {
		const cappable = states.some(({ now }) => !isCritical(now) && now.maxReplica > floorOf(now));
		return cappable ? ["updated", "scaledToZero", "paused"] : [];
	}
	const expensive = states.some(
		({ name, now }) =>
			!isCritical(now) && rateOf(name, at, input) >= input.budget.expensivePerHourMicroUsd,
	);
	if (expensive) return ["paused"];
	return states.some(({ now }) => now.maxReplica > 1) ? ["updated", "paused"] : [];
}

function endpointsAt(
	at: Instant,
	{ journal, truth }: CrossingsInput,
): { name: string; now: Configuration }[] {
	const names = new Set(journal.map((entry) => entry.endpoint));
	return [...names].flatMap((name) => {
		const now = truth.configurationAt(name, at);
		return now === null ? [] : [{ name, now }];
	});
}

function isTouchable({ state, tags }: Configuration): boolean {
	return state !== "paused" && !tags.includes("protected");
}

function isCritical({ tags }: Configuration): boolean {
	return tags.includes("critical");
}

function floorOf({ minReplica }: Configuration): number {
	return Math.max(minReplica, 1);
}

function rateOf(name: string, at: Instant, { truth }: CrossingsInput): number {
	return truth.rateMicroUsdPerHour(at, name);
}
