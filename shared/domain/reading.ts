import type { Instant, Range } from "./instant.ts";
import type { Bounds, MicroUsd } from "./money.ts";

/** A budget's calendar day: key is the local date, the range its first instant to the next day's first. */
export type Period = Range & { readonly key: string; readonly zone: string };

/** The period's end in one of ten, half and nine of ten cases, inside the proven bounds. */
export type DayEndForecast = {
	/** When it was made; inside the period that it is about. */
	readonly at: Instant;
	readonly periodKey: string;
	readonly p10: MicroUsd;
	readonly p50: MicroUsd;
	readonly p90: MicroUsd;
	/** False while own errors are few: the interval is then as wide as the proven bounds. */
	readonly learned: boolean;
};

/** Of the budget at the period's end, given the configuration as it is: proven, not guessed. */
export type Verdict = "certain" | "possible" | "impossible";

/** Spend of the last `windowMs` as a multiple of spending the budget evenly. */
export type BurnRate = { readonly windowMs: number; readonly rate: number };

/** What is known of a budget at an instant. Ratios are of the daily budget; money in micro-USD. */
export type Reading = {
	/** Name of the budget: `fleet` for the whole namespace, else that of the group. */
	readonly budget: string;
	readonly at: Instant;
	readonly period: Period;
	readonly spent: Bounds;
	readonly trailingHour: Bounds;
	readonly ratePerHour: Bounds;
	readonly budgetMicroUsd: MicroUsd;
	readonly ratio: { readonly lo: number; readonly point: number; readonly hi: number };
	/** Trailing hour ÷ (daily / 24). */
	readonly hourRatio: number;
	/** The same of each bound of the trailing hour. */
	readonly hourRatios: { readonly lo: number; readonly point: number; readonly hi: number };
	/** Over 5, 15 and 30 minutes and 1, 3 and 6 hours. */
	readonly burnRates: readonly BurnRate[];
	/**
	 * Spend by the period's end if every endpoint ran at its configured minimum, as forecast (p50), at its maximum.
	 * Floor and ceiling are proven for the configuration at this instant.
	 */
	readonly floorMicroUsd: MicroUsd;
	readonly likelyMicroUsd: MicroUsd;
	readonly ceilingMicroUsd: MicroUsd;
	/** Part of the ceiling that is of schedules still due; absent: none. */
	readonly scheduledMicroUsd?: MicroUsd;
	/** Inside floor and ceiling: p10 ≤ likely ≤ p90. */
	readonly p10MicroUsd: MicroUsd;
	readonly p90MicroUsd: MicroUsd;
	/** True where p90 is more than three times p10: the middle is then no forecast, and that is said. */
	readonly unforecastable: boolean;
	readonly verdict: Verdict;
	/** Last good, complete list; null: never. */
	readonly observedUntil: Instant | null;
	readonly stale: boolean;
};
