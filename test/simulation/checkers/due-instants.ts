import type { EndpointMatch } from "../../../shared/domain/endpoint-match.ts";
import { type Instant, minuteMs, type Range } from "../../../shared/domain/instant.ts";
import type { Cron, Schedule } from "../../../shared/domain/schedule.ts";

/** An entry of the policy at the instant at which it is due. */
export type Due = {
	readonly at: Instant;
	readonly replicas: number;
	readonly members: readonly EndpointMatch[];
};

/** A day before the window tells which local times were there already. */
const beforeMs = 24 * 60 * minuteMs;

/**
 * Every entry that is due in [from, to), in order of time: minute after minute, written apart from the code that
 * obeys them. Local times that are skipped are due at the end of the gap, repeated ones the first time.
 */
export function dueInstants(schedules: readonly Schedule[], { from, to }: Range): Due[] {
	const all = schedules.flatMap(({ zone, members, entries }) => {
		const minutes = localMinutes(zone, { from: from - beforeMs, to });
		return minutes.flatMap(({ at, walls }) =>
			entries
				.filter(({ cron }) => at >= from && walls.some((wall) => isDue(cron, wall)))
				.map(({ replicas }): Due => ({ at, replicas, members })),
		);
	});
	return all.sort((a, b) => a.at - b.at);
}

type Minute = { readonly at: Instant; readonly walls: readonly number[] };

/** At each minute the local ones that begin with it for the first time: usually one. */
function localMinutes(zone: string, { from, to }: Range): Minute[] {
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
	});
	const minutes: Minute[] = [];
	let last = Number.NaN;
	for (let at = Math.ceil(from / minuteMs) * minuteMs; at < to; at += minuteMs) {
		const wall = wallAt(format, at);
		const walls = Number.isNaN(last) ? [wall] : numbersBetween(last + 1, wall);
		minutes.push({ at, walls });
		last = Number.isNaN(last) ? wall : Math.max(last, wall);
	}
	return minutes;
}

/** Minutes since 1970-01-01 that a clock on the wall shows. */
function wallAt(format: Intl.DateTimeFormat, at: Instant): number {
	const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
	const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
	const date = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
	return date / minuteMs;
}

function numbersBetween(from: number, to: number): number[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function isDue(cron: Cron, wall: number): boolean {
	const date = new Date(wall * minuteMs);
	if (!cron.minutes.includes(date.getUTCMinutes())) return false;
	if (!cron.hours.includes(date.getUTCHours())) return false;
	if (!cron.months.includes(date.getUTCMonth() + 1)) return false;
	const byDay = cron.days.includes(date.getUTCDate());
	const byWeekday = cron.weekdays.includes(date.getUTCDay());
	return cron.anyDay ? byDay || byWeekday : byDay && byWeekday;
}
