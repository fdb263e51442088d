import { hourMs, type Instant, minuteMs, secondMs } from "../domain/instant.ts";

/** Times as a person in the budget's zone reads them. Nothing here looks at a clock. */
export type ZoneClock = {
	/** `Thu 19 Nov 2026`. */
	readonly day: (at: Instant) => string;
	/** `15:56`. */
	readonly time: (at: Instant) => string;
	/** `15:56` on the day of `now`, `00:15 tomorrow`, else `Wed 18 Nov 15:56`. */
	readonly moment: (at: Instant, now: Instant) => string;
	/** `UTC+1` at that instant. */
	readonly offset: (at: Instant) => string;
};

/** Formatters of one IANA zone; made once for a page, because making them is slow. */
export function zoneClock(zone: string): ZoneClock {
	const dayFormat = dateFormat(zone, { year: "numeric" });
	const shortDayFormat = dateFormat(zone, {});
	const timeFormat = new Intl.DateTimeFormat("en-GB", {
		timeZone: zone,
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	});
	const offsetFormat = new Intl.DateTimeFormat("en-GB", {
		timeZone: zone,
		timeZoneName: "shortOffset",
	});
	const day = (at: Instant) => dayFormat.format(at).replace(",", "");
	const time = (at: Instant) => timeFormat.format(at);
	return {
		day,
		time,
		offset: (at) => offsetName(offsetFormat, at),
		moment: (at, now) => {
			if (day(at) === day(now)) return time(at);
			if (at > now && isNextDay(day, at, now)) return `${time(at)} tomorrow`;
			return `${shortDayFormat.format(at).replace(",", "")} ${time(at)}`;
		},
	};
}

/** Below 60 minutes `40 s ago` or `12 min ago`, then the time itself. */
export function agoText(at: Instant, now: Instant, clock: ZoneClock): string {
	const age = Math.max(0, now - at);
	if (age < minuteMs) return `${Math.floor(age / secondMs)} s ago`;
	if (age < hourMs) return `${Math.floor(age / minuteMs)} min ago`;
	return `at ${clock.moment(at, now)}`;
}

function dateFormat(zone: string, more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat("en-GB", {
		timeZone: zone,
		weekday: "short",
		day: "numeric",
		month: "short",
		...more,
	});
}

function offsetName(format: Intl.DateTimeFormat, at: Instant): string {
	const part = format.formatToParts(at).find(({ type }) => type === "timeZoneName");
	return (part?.value ?? "GMT").replace("GMT", "UTC");
}

/** True if no other calendar day begins between the two: days have between 22 and 26 hours. */
function isNextDay(day: (at: Instant) => string, at: Instant, now: Instant): boolean {
	const days = new Set<string>();
	for (let hour = now; hour < at; hour += hourMs) {
		days.add(day(hour));
		if (days.size > 2) return false;
	}
	days.add(day(at));
	return days.size === 2;
}

/** Length of a trailing window: `15 min`, `3 h`. */
export function windowText(ms: number): string {
	return ms < hourMs ? `${Math.round(ms / minuteMs)} min` : `${Math.round(ms / hourMs)} h`;
}
