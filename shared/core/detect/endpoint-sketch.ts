import { hourMs, hourOf, type Instant } from "../../domain/instant.ts";
import type { DaySketch } from "./day-sketch.ts";
import { newReplicaSketch, type ReplicaSketch } from "./replica-sketch.ts";
import { newTrafficSketch, type TrafficSketch } from "./traffic-sketch.ts";

/** What happened in one whole hour. null: not known. */
export type HourSketch = {
	readonly hour: Instant;
	readonly scaleEvents: number;
	readonly coldStarts: number;
	readonly utilisationPercent: number | null;
	/** Replica-minutes. */
	readonly startingMinutes: number;
	readonly runningMinutes: number;
};

/** All that watch keeps of one endpoint between passes: below 4 KB as it is stored. */
export type EndpointSketch = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly traffic: TrafficSketch;
	readonly replicas: ReplicaSketch;
	/** The last 24, oldest first. */
	readonly hours: readonly HourSketch[];
	/** The last nine, oldest first. */
	readonly days: readonly DaySketch[];
	/** Usual response time, to know another unit by; null: none was seen. */
	readonly usualP95Ms: number | null;
};

const keptHours = 24;

export function newEndpointSketch(
	of: { readonly endpoint: string; readonly createdAt: Instant },
	from: Instant,
	binMs: number,
): EndpointSketch {
	const { endpoint, createdAt } = of;
	const bin = { endpointCreatedAt: createdAt, from, requests: null };
	return {
		endpoint,
		createdAt,
		traffic: newTrafficSketch(bin, binMs),
		replicas: newReplicaSketch(createdAt),
		hours: [],
		days: [],
		usualP95Ms: null,
	};
}

/** Keeps a whole hour, once. */
export function withHour(sketch: EndpointSketch, hour: HourSketch): EndpointSketch {
	if (sketch.hours.some((each) => each.hour === hour.hour)) return sketch;
	const hours = [...sketch.hours, hour].toSorted((a, b) => a.hour - b.hour);
	return { ...sketch, hours: hours.slice(-keptHours) };
}

/** The kept hours of the 24 before `now`. */
export function hoursOfDay({ hours }: EndpointSketch, now: Instant): readonly HourSketch[] {
	const from = hourOf(now) - keptHours * hourMs;
	return hours.filter(({ hour }) => hour >= from);
}

/** Hours of a day that may be missing without the day being unknown. */
const missingHours = 2;

/** Mean of a whole day; null where more than two of its hours are not known. */
export function dayUtilisation(sketch: EndpointSketch, now: Instant): number | null {
	const known = hoursOfDay(sketch, now).flatMap(({ utilisationPercent }) =>
		utilisationPercent === null ? [] : [utilisationPercent],
	);
	if (known.length < keptHours - missingHours) return null;
	return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** As far as this from the usual is a change from seconds to milliseconds or back, not of the load. */
const unitLeast = 300;
const unitMost = 3_000;
const usualShare = 0.1;

export type CheckedLatency = {
	readonly sketch: EndpointSketch;
	readonly p95Ms: number | null;
	readonly isOtherUnit: boolean;
};

/** A response time a thousand times the usual, or a thousandth, is in another unit, and not taken. */
export function checkedLatency(sketch: EndpointSketch, p95Ms: number | null): CheckedLatency {
	const usual = sketch.usualP95Ms;
	if (p95Ms === null) return { sketch, p95Ms, isOtherUnit: false };
	const ratio = usual === null ? 1 : Math.max(p95Ms / usual, usual / p95Ms);
	if (ratio >= unitLeast && ratio <= unitMost) return { sketch, p95Ms: null, isOtherUnit: true };
	const usualP95Ms = usual === null ? p95Ms : usual + usualShare * (p95Ms - usual);
	return { sketch: { ...sketch, usualP95Ms }, p95Ms, isOtherUnit: false };
}
