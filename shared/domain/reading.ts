import type { Instant, Range } from "./instant.ts";
import type { Bounds, MicroUsd } from "./money.ts";

/** A budget's calendar day: key is the local date, the range its first instant to the next day's first. */
export type Period = Range & { readonly key: string; readonly zone: string };

/** What is known of a budget at an instant. Ratios are of the daily budget; money in micro-USD. */
export type Reading = {
	readonly at: Instant;
	readonly period: Period;
	readonly spent: Bounds;
	readonly trailingHour: Bounds;
	readonly ratePerHour: Bounds;
	readonly budgetMicroUsd: MicroUsd;
	readonly ratio: { readonly lo: number; readonly point: number; readonly hi: number };
	/** Trailing hour ÷ (daily / 24). */
	readonly hourRatio: number;
	/** Spend by the period's end if every endpoint ran at its configured minimum, at today's rate, at its maximum. */
	readonly floorMicroUsd: MicroUsd;
	readonly likelyMicroUsd: MicroUsd;
	readonly ceilingMicroUsd: MicroUsd;
	/** Last good, complete list; null: never. */
	readonly observedUntil: Instant | null;
	readonly stale: boolean;
};
