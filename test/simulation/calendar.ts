import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import { between, chance, oneOf } from "./random.ts";

export type Calendar = {
	readonly zone: string;
	readonly start: Instant;
	readonly faultsUntil: Instant;
	readonly end: Instant;
};

/**
 * Zones and dates before a change of the clock (23, 25, 24.5 and 23.5 hour days, and a skipped midnight), of
 * the year, and before a leap day.
 */
const clockChanges: readonly (readonly [string, number])[] = [
	["Europe/Berlin", Date.UTC(2026, 2, 28, 12)],
	["Europe/Berlin", Date.UTC(2026, 9, 24, 12)],
	["America/New_York", Date.UTC(2026, 2, 7, 18)],
	["America/New_York", Date.UTC(2026, 9, 31, 18)],
	["Australia/Lord_Howe", Date.UTC(2026, 3, 3, 20)],
	["Australia/Lord_Howe", Date.UTC(2026, 9, 2, 20)],
	["Africa/Cairo", Date.UTC(2026, 3, 23, 12)],
	["Asia/Kathmandu", Date.UTC(2027, 11, 30, 12)],
	["Europe/Berlin", Date.UTC(2028, 1, 27, 12)],
];

const zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC", "Pacific/Apia"];

/** Some days in a zone, from its midnight; one in five spans such a change. */
export function calendar(key: number, faultyDays: number): Calendar {
	const [zone, near] = placeAndTime(key);
	const first = dayOf(near, zone);
	let until = first.to;
	for (let day = 1; day < faultyDays; day += 1) until = dayOf(until, zone).to;
	const clean = dayOf(until, zone);
	return { zone, start: first.from + minuteMs, faultsUntil: until, end: clean.to - minuteMs };
}

function placeAndTime(key: number): readonly [string, Instant] {
	if (chance(key, 60) < 0.2) return oneOf(key, 61, clockChanges);
	const day = between(key, 62, [0, 360]);
	return [oneOf(key, 63, zones), Date.UTC(2026, 0, 1) + day * 24 * hourMs];
}
