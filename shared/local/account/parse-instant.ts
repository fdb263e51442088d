import type { Instant } from "../../domain/instant.ts";

const pattern =
	/^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)$/;

/**
 * An instant as ISO 8601 writes it, with a zone (`Z` or an offset); digits beyond a millisecond are cut off.
 * null: not such an instant, or none that the calendar has.
 */
export function parseInstant(text: string): Instant | null {
	const match = pattern.exec(text);
	if (match === null) return null;
	const [year, month, day, hour, minute, second] = match
		.slice(1, 7)
		.map((part) => Number(part ?? 0));
	const milliseconds = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
	const parts = [year, month, day, hour, minute, second] as const;
	const local = localOf(parts, milliseconds);
	const offset = offsetMinutes(match[9], match[10], match[11]);
	return local === null || offset === null ? null : local - offset * minuteMs;
}

const minuteMs = 60_000;

type Parts = readonly (number | undefined)[];

/** 24:00:00 is the end of a day; everything else has to be what the calendar makes of it. */
function localOf(parts: Parts, milliseconds: number): number | null {
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
	const isEndOfDay = hour === 24 && minute === 0 && second === 0 && milliseconds === 0;
	if (minute > 59 || second > 59 || (hour > 23 && !isEndOfDay)) return null;
	const date = new Date(Date.UTC(year, month - 1, day));
	const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	if (!isReal || date.getUTCFullYear() !== year) return null;
	return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds;
}

const mostOffsetHours = 18;

function offsetMinutes(sign: string | undefined, hours = "0", minutes = "0"): number | null {
	if (sign === undefined) return 0;
	if (Number(hours) > mostOffsetHours || Number(minutes) > 59) return null;
	return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
