import type { HourLatch } from "../../domain/hour-latch.ts";
import { type ActionTier, type Tier, tierOrder } from "../../domain/policy.ts";
import { isRaised } from "./decide-day.ts";
import { canBegin, type DecideInput, higher } from "./decide-input.ts";

/**
 * The tier of the trailing hour, where the policy lets it act: the lines of the day up to shutdown, on a
 * twenty-fourth of the budget. What an hour spends falls again, so the tier ends when it has; after its second
 * time in a day it stays until the new day, because a fleet that goes up and down helps nobody.
 */
export function decideHour(input: DecideInput, dayTier: Tier): HourLatch {
	const { reading, control, policy, now } = input;
	const samePeriod = control.periodKey === reading.period.key;
	const before = samePeriod ? (control.hour ?? quietHour) : quietHour;
	const reached = reachedTier(input);
	const begins = before.tier === "ok" && reached !== "ok";
	const times = before.times + (begins ? 1 : 0);
	const belowSince = isBelowExit(input, before.tier) ? (before.belowSince ?? now) : null;
	const { hourExitMs, hourTimesMost } = policy.limits;
	const isBelowForLong = belowSince !== null && now - belowSince >= hourExitMs;
	const isOver = isRaised(input) || (isBelowForLong && before.times < hourTimesMost);
	if (isOver) return { tier: reached, dayTier, times, belowSince: null };
	return { tier: higher(before.tier, reached), dayTier, times, belowSince };
}

const quietHour: HourLatch = { tier: "ok", dayTier: "ok", times: 0, belowSince: null };

/** There is no hourly ceiling: what must never be passed is an amount of the day. */
const hourTiers: readonly ActionTier[] = ["trim", "divert", "shutdown"];

function reachedTier(input: DecideInput): Tier {
	const { thresholds } = input.policy.budget;
	const passed = hourTiers.filter((tier) => hourRatioFor(tier, input) > thresholds[tier]);
	return passed.findLast((tier) => canBegin(tier, input)) ?? "ok";
}

/** The number that an hour tier is judged by; as for the day, only what is certain stops anything. */
export function hourRatioFor(tier: Tier, { reading }: Pick<DecideInput, "reading">): number {
	const { lo, point } = reading.hourRatios;
	return tierOrder.indexOf(tier) > tierOrder.indexOf("trim") ? lo : point;
}

function isBelowExit(input: DecideInput, latched: Tier): boolean {
	if (latched === "ok") return false;
	const { limits, budget } = input.policy;
	return hourRatioFor(latched, input) < limits.hourExitRatio * budget.thresholds[latched];
}
