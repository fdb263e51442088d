import type { Instant } from "../../domain/instant.ts";
import type { Decision, DecisionReason } from "../../domain/plan.ts";
import { type ActionTier, type Tier, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Latch } from "../../domain/standing.ts";
import { canBegin, type DecideInput, higher } from "./decide-input.ts";

/**
 * The tier of the day. Spend inside a period only grows, so a tier stays until the period ends; only a booked
 * correction, or a budget above the one that began it, ends it before. `trim` is measured on the point
 * estimate, everything harder on what is certain.
 */
export function decideDay(input: DecideInput): Decision {
	const { reading, control, policy, now } = input;
	const samePeriod = control.periodKey === reading.period.key;
	const latched: Tier = samePeriod ? control.tier : "ok";
	const reached = reachedTier(input);
	const belowSince = correctionSince(input, latched);
	const raised = isRaised(input);
	const isBelowForLong = belowSince !== null && now - belowSince >= policy.limits.correctionExitMs;
	const corrected = isBelowForLong || (samePeriod && raised);
	const tier = corrected ? reached : higher(latched, reached);
	return {
		at: now,
		periodKey: reading.period.key,
		tier,
		previousTier: latched,
		reason: reasonOf({ samePeriod, control, latched, reached, corrected, raised }),
		ratio: ratioFor(tier, reading),
		threshold: tier === "ok" ? null : policy.budget.thresholds[tier],
		belowSince: corrected ? null : belowSince,
		uncertainSince: uncertainSince(input),
		window: "day",
		hour: null,
	};
}

/** The budget is above the one that the standing tier was judged by. */
export function isRaised({ reading, control }: DecideInput): boolean {
	return reading.budgetMicroUsd > (control.budgetMicroUsd ?? Number.POSITIVE_INFINITY);
}

const actionTiers: readonly ActionTier[] = ["trim", "divert", "shutdown", "ceiling"];

/** Highest tier whose line is passed, strictly. */
function reachedTier(input: DecideInput): Tier {
	const { reading, policy } = input;
	const { thresholds } = policy.budget;
	const passed = actionTiers.filter((tier) => ratioFor(tier, reading) > thresholds[tier]);
	return passed.findLast((tier) => canBegin(tier, input)) ?? "ok";
}

function ratioFor(tier: Tier, { ratio }: Reading): number {
	return tier === "ok" || tier === "trim" ? ratio.point : ratio.lo;
}

/** Since when a correction has kept the ratio well below the line of the latched tier. */
function correctionSince(
	{ reading, control, policy, now }: DecideInput,
	latched: Tier,
): Instant | null {
	if (latched === "ok") return null;
	const exit = policy.budget.thresholds[latched] * policy.limits.correctionExitRatio;
	if (ratioFor(latched, reading) >= exit) return null;
	return control.belowSince ?? now;
}

/** Since when spend may be over the shutdown line although it is not certain: a person has to look. */
function uncertainSince({ reading, control, policy, now }: DecideInput): Instant | null {
	const line = policy.budget.thresholds.shutdown;
	if (reading.ratio.hi <= line || reading.ratio.lo > line) return null;
	return control.uncertainSince ?? now;
}

function reasonOf(facts: {
	samePeriod: boolean;
	control: Latch;
	latched: Tier;
	reached: Tier;
	corrected: boolean;
	raised: boolean;
}): DecisionReason {
	const isLower = tierOrder.indexOf(facts.reached) < tierOrder.indexOf(facts.latched);
	if (facts.corrected && facts.raised && isLower) return "raised-budget";
	if (facts.corrected && !facts.raised) return "correction";
	const rose = tierOrder.indexOf(facts.reached) > tierOrder.indexOf(facts.latched);
	if (rose) return "above-threshold";
	if (!facts.samePeriod && facts.control.tier !== "ok") return "new-period";
	return facts.latched === "ok" ? "within-budget" : "latched";
}
