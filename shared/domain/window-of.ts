import { type Tier, tierOrder, type WindowName } from "./policy.ts";
import type { Reading } from "./reading.ts";
import type { Latch } from "./standing.ts";

/** Which of the two a tier stands on: the day where both do. */
export function windowOf({ hour }: Pick<Latch, "hour">): WindowName {
	if (hour === undefined) return "day";
	return order(hour.tier) > order(hour.dayTier) ? "hour" : "day";
}

function order(tier: Tier): number {
	return tierOrder.indexOf(tier);
}

const hoursPerBudget = 24;

/** What a window spent, of how much, and the ratio of both (docs/how-it-decides.md 4). */
export function windowNumbers(reading: Reading, window: WindowName) {
	const { spent, trailingHour, budgetMicroUsd, ratio, hourRatio } = reading;
	if (window === "day") {
		return { spentMicroUsd: spent.point, budgetMicroUsd, ratio: ratio.point };
	}
	return {
		spentMicroUsd: trailingHour.point,
		budgetMicroUsd: Math.round(budgetMicroUsd / hoursPerBudget),
		ratio: hourRatio,
	};
}
