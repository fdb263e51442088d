import { hourMs, type Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";

/** What one endpoint cost and answered on one day (since 1970, UTC), in the hours of which both are known. */
export type DaySketch = {
	readonly day: number;
	readonly microUsd: MicroUsd;
	readonly requests: number;
};

const keptDays = 9;
const dayMs = 24 * hourMs;
/** Fewer answers are no rate. */
const leastRequests = 100;

/** The days with one hour more. */
export function withCost(
	days: readonly DaySketch[],
	hour: Instant,
	{ microUsd, requests }: Pick<DaySketch, "microUsd" | "requests">,
): readonly DaySketch[] {
	const day = dayOf(hour);
	const known = days.find((each) => each.day === day) ?? { day, microUsd: 0, requests: 0 };
	const others = days.filter((each) => each.day !== day);
	const sum = { day, microUsd: known.microUsd + microUsd, requests: known.requests + requests };
	return [...others, sum].toSorted((a, b) => a.day - b.day).slice(-keptDays);
}

/** Of the days that are over, oldest first; days with few requests are left out. */
export function closedCosts(days: readonly DaySketch[], now: Instant): readonly number[] {
	return days
		.filter(({ day, requests }) => day < dayOf(now) && requests >= leastRequests)
		.map(({ microUsd, requests }) => microUsd / requests);
}

/** Of yesterday; null where it is not known, or nobody asked. */
export function yesterdaysCost(days: readonly DaySketch[], now: Instant): number | null {
	const yesterday = days.filter(({ day }) => day === dayOf(now) - 1);
	return closedCosts(yesterday, now)[0] ?? null;
}

function dayOf(at: Instant): number {
	return Math.floor(at / dayMs);
}
