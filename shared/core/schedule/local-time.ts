import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";

/** A day of a calendar without zones. */
export const dayMs = 24 * hourMs;

/** What a clock on the wall shows; `weekday` 0 is Sunday. */
export type LocalDate = {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	readonly weekday: number;
};

export function localDateAt(at: Instant, zone: string): LocalDate {
	const wall = at + offsetAt(at, zone);
	return dateOfDayNumber(Math.floor(wall / dayMs));
}

/** The date so many days later (or, negative, earlier). */
export function addDays({ year, month, day }: LocalDate, days: number): LocalDate {
	return dateOfDayNumber(dayNumber(year, month, day) + days);
}

/**
 * The instant of a local time of day. A time that is skipped runs at the first valid instant after the gap;
 * one that is repeated counts the first time.
 */
export function instantOf(date: LocalDate, minuteOfDay: number, zone: string): Instant {
	const wall = dayNumber(date.year, date.month, date.day) * dayMs + minuteOfDay * minuteMs;
	const before = offsetAt(wall - dayMs, zone);
	const after = offsetAt(wall + dayMs, zone);
	const candidates = [wall - before, wall - after].filter((at) => at + offsetAt(at, zone) === wall);
	if (candidates.length > 0) return Math.min(...candidates);
	return endOfGap(wall - Math.max(before, after), wall - Math.min(before, after), zone);
}

/** The first instant after `from` with another offset than there, at most `to`. */
function endOfGap(from: Instant, to: Instant, zone: string): Instant {
	const old = offsetAt(from - 1, zone);
	let no = from - 1;
	let yes = to;
	while (yes - no > 1) {
		const middle = Math.floor((no + yes) / 2);
		if (offsetAt(middle, zone) === old) no = middle;
		else yes = middle;
	}
	return yes;
}

/** Local time minus UTC, in milliseconds; whole seconds, as zones have them. */
export function offsetAt(at: Instant, zone: string): number {
	const second = Math.floor(at / 1_000) * 1_000;
	const parts = Object.fromEntries(
		formatFor(zone)
			.formatToParts(second)
			.map(({ type, value }) => [type, Number(value)]),
	);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
	const wall = dayNumber(year, month, day) * dayMs + (hour * 60 + minute) * minuteMs;
	return wall + seconds * 1_000 - second;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known !== undefined) return known;
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		calendar: "gregory",
		numberingSystem: "latn",
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	formats.set(zone, format);
	return format;
}

/** Days since 1970-01-01 of the Gregorian calendar (Howard Hinnant, days_from_civil). */
function dayNumber(year: number, month: number, day: number): number {
	const y = month <= 2 ? year - 1 : year;
	const era = Math.floor(y / 400);
	const yearOfEra = y - era * 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const dayOfEra =
		yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return era * 146_097 + dayOfEra - 719_468;
}

/** The other way (civil_from_days); 1970-01-01 was a Thursday. */
function dateOfDayNumber(days: number): LocalDate {
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1_460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear =
		dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
		weekday: (((days + 4) % 7) + 7) % 7,
	};
}
