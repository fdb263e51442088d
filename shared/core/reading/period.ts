import { hourMs, type Instant } from "../../domain/instant.ts";
import type { Period } from "../../domain/reading.ts";

/**
 * The local day of `zone` (IANA) that contains `at`: from the first instant of its date to the first
 * instant of the next one; 23, 24 or 25 hours, and other lengths where a zone changes its offset oddly.
 * Throws a RangeError for an unknown zone.
 */
export function dayOf(at: Instant, zone: string): Period {
	const cached = latest.get(zone);
	if (cached !== undefined && cached.from <= at && at < cached.to) return cached;
	const key = dateOf(at, zone);
	const from = firstInstantWith((instant) => dateOf(instant, zone) >= key, at - longestDayMs, at);
	const to = firstInstantWith((instant) => dateOf(instant, zone) > key, at, at + longestDayMs);
	const period = { key, zone, from, to };
	latest.set(zone, period);
	return period;
}

/** No local day is longer: 24 h plus the largest change of an offset, rounded up. */
const longestDayMs = 50 * hourMs;

/** The day found last per zone; a pure function's memory, never a source of truth. */
const latest = new Map<string, Period>();

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
