import type { HourLatch } from "../../domain/hour-latch.ts";
import type { Decision } from "../../domain/plan.ts";
import { type Tier, tierOrder } from "../../domain/policy.ts";
import { decideDay } from "./decide-day.ts";
import { decideHour, hourRatioFor } from "./decide-hour.ts";
import { type DecideInput, higher } from "./decide-input.ts";

/**
 * The tier of a budget: that of the day, and where the policy lets the trailing hour act (`enforce`), the
 * higher of the two. Each latches by itself; what is compared is said of the one that decides.
 */
export function decideTier(input: DecideInput): Decision {
	const { control, policy, reading } = input;
	const samePeriod = control.periodKey === reading.period.key;
	const dayLatch = control.hour?.dayTier ?? control.tier;
	const day = decideDay({ ...input, control: { ...control, tier: dayLatch } });
	const previousTier: Tier = samePeriod ? control.tier : "ok";
	if (!policy.budget.enforce.includes("hour")) {
		return previousTier === day.previousTier ? day : withPrevious(day, previousTier);
	}
	const hour = decideHour(input, day.tier);
	const isHours = tierOrder.indexOf(hour.tier) > tierOrder.indexOf(day.tier);
	const decision = isHours ? ofHour(input, day, hour) : day;
	return { ...withPrevious(decision, previousTier), hour };
}

function ofHour(input: DecideInput, day: Decision, { tier }: HourLatch): Decision {
	return {
		...day,
		tier,
		window: "hour",
		ratio: hourRatioFor(tier, input),
		threshold: tier === "ok" ? null : input.policy.budget.thresholds[tier],
	};
}

/** The reason of a change is that of the tier as a whole: what ended an hour tier is no correction. */
function withPrevious(decision: Decision, previousTier: Tier): Decision {
	const moved = tierOrder.indexOf(decision.tier) - tierOrder.indexOf(previousTier);
	const isDays = previousTier === decision.previousTier;
	if (moved > 0) return { ...decision, previousTier, reason: "above-threshold" };
	if (moved < 0)
		return { ...decision, previousTier, reason: isDays ? decision.reason : "hour-over" };
	const isLatched = decision.tier !== "ok" && decision.reason === "above-threshold";
	const isQuiet = decision.tier !== "ok" && decision.reason === "within-budget";
	return { ...decision, previousTier, reason: isLatched || isQuiet ? "latched" : decision.reason };
}

export { higher };
