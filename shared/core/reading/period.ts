import { hourMs, type Instant } from "../../domain/instant.ts";
import type { Period } from "../../domain/reading.ts";

/**
 * The local day of `zone` (IANA) that contains `at`: from the first instant of its date to the first
 * instant of the next one; 23, 24 or 25 hours, and other lengths where a zone changes its offset oddly.
 * Throws a RangeError for an unknown zone.
 */
export function dayOf(at: Instant, zone: string): Period {
	const days = latest.get(zone) ?? [];
	const cached = days.findLast(({ from, to }) => from <= at && at < to);
	if (cached !== undefined) return cached;
	const key = dateOf(at, zone);
	const from = firstInstantWith((instant) => dateOf(instant, zone) >= key, at - longestDayMs, at);
	const to = firstInstantWith((instant) => dateOf(instant, zone) > key, at, at + longestDayMs);
	const period = { key, zone, from, to };
	latest.set(zone, [...days.slice(-mostDaysKept), period]);
	return period;
}

/** The local week of `zone` that contains `at`, from Monday on; its key is the local date it begins on. */
export function weekOf(at: Instant, zone: string): Period {
	return spanOf(at, zone, { nameOf: weekName, longestMs: longestWeekMs });
}

/** The local calendar month of `zone` that contains `at`; its key is `2026-11`. */
export function monthOf(at: Instant, zone: string): Period {
	return {
		...spanOf(at, zone, { nameOf: monthName, longestMs: longestMonthMs }),
		key: monthName(dateOf(at, zone)),
	};
}

/**
 * First instant of a local date (YYYY-MM-DD) in `zone`; of a date that the zone leaves out, the first
 * instant after it. Throws a RangeError for an unknown zone.
 */
export function startOfDate(date: string, zone: string): Instant {
	const noonUtc = dayNumber(date) * dayMs + dayMs / 2;
	return firstInstantWith(
		(instant) => dateOf(instant, zone) >= date,
		noonUtc - longestDayMs,
		noonUtc + longestDayMs,
	);
}

const dayMs = 24 * hourMs;
/** No local day is longer: 24 h plus the largest change of an offset, rounded up. */
const longestDayMs = 50 * hourMs;
const longestWeekMs = 8 * dayMs;
const longestMonthMs = 33 * dayMs;

type Span = { readonly nameOf: (date: string) => string; readonly longestMs: number };

/** All local dates of one name; names of later dates are greater or equal. */
function spanOf(at: Instant, zone: string, { nameOf, longestMs }: Span): Period {
	const name = nameOf(dateOf(at, zone));
	const nameAt = (instant: Instant) => nameOf(dateOf(instant, zone));
	const from = firstInstantWith((instant) => nameAt(instant) >= name, at - longestMs, at);
	const to = firstInstantWith((instant) => nameAt(instant) > name, at, at + longestMs);
	return { key: dateOf(from, zone), zone, from, to };
}

function monthName(date: string): string {
	return date.slice(0, 7);
}

/** Weeks since the one of 1969-12-29, a Monday, as text of fixed length. */
function weekName(date: string): string {
	return String(Math.floor((dayNumber(date) + 3) / 7)).padStart(6, "0");
}

/** Days since 1970-01-01 of the Gregorian calendar (H. Hinnant, days_from_civil): years begin in March here. */
function dayNumber(date: string): number {
	const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
	const marchYear = month > 2 ? year : year - 1;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const leapDays =
		Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
	return marchYear * 365 + leapDays + dayOfYear - daysBefore1970;
}

/** From 0000-03-01 to 1970-01-01. */
const daysBefore1970 = 719_468;

/** The days found last per zone; a pure function's memory, never a source of truth. */
const latest = new Map<string, readonly Period[]>();
/** Some weeks: whoever looks back over days asks for all of them again a minute later. */
const mostDaysKept = 40;

/** Local date as YYYY-MM-DD. */
export function dateOf(at: Instant, zone: string): string {
	return formatFor(zone).format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known !== undefined) return known;
	const format = new Intl.DateTimeFormat("en-CA", {
		timeZone: zone,
		calendar: "gregory",
		numberingSystem: "latn",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
	});
	formats.set(zone, format);
	return format;
}

/** Smallest instant in (low, high] for which `holds` is true, if it is false at low and true at high. */
function firstInstantWith(holds: (at: Instant) => boolean, low: Instant, high: Instant): Instant {
	let no = low;
	let yes = high;
	while (yes - no > 1) {
		const middle = Math.floor((no + yes) / 2);
		if (holds(middle)) yes = middle;
		else no = middle;
	}
	return yes;
}
