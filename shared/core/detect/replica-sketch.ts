import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";

/**
 * What one replica of an endpoint usually serves, in 768 bytes: a histogram of requests per replica-minute for each
 * of eight days (today and the seven before), and the traffic of the last bins. Rates are in buckets of 15 %.
 */
export type ReplicaSketch = {
	readonly endpointCreatedAt: Instant;
	/** Newest instant that was taken, of replicas and of traffic. */
	readonly replicasUntil: Instant | null;
	readonly trafficUntil: Instant | null;
	/** Day (since 1970) of the histogram that is written now. */
	readonly day: number;
	readonly histograms: Uint8Array;
	/** Requests per minute of the last bins, oldest first; null: no data. */
	readonly recentRates: readonly (number | null)[];
	/** Median requests per replica-minute of seven days; null while too few bins were seen. */
	readonly usualPerReplica: number | null;
	readonly unexplainedMinutes: number;
	readonly atMaximumMinutes: number;
	readonly idleMinutes: number;
	/** How long at least one replica has been up without a break. */
	readonly awakeMinutes: number;
};

export const replicaSketchSettings = {
	recentMinutes: {
		value: 50,
		unit: "minutes of traffic that explain replicas",
		source: "docs/how-it-decides.md 7",
	},
	samples: { value: 12, unit: "active bins before a median is trusted", source: "two busy hours" },
};

/** Requests of `[to − minutes, to)`, and the replica-minutes that served them. */
export type TrafficOnReplicas = {
	readonly endpointCreatedAt: Instant;
	readonly to: Instant;
	readonly minutes: number;
	readonly requests: number | null;
	readonly replicaMinutes: number | null;
};

const buckets = 96;
const historyDays = 8;
const bucketBase = 1.15;
const smallestRate = 0.03;
const mostPerBucket = 255;
const dayMs = 24 * hourMs;

export function newReplicaSketch(endpointCreatedAt: Instant): ReplicaSketch {
	return {
		endpointCreatedAt,
		replicasUntil: null,
		trafficUntil: null,
		day: -1,
		histograms: new Uint8Array(buckets * historyDays),
		recentRates: [],
		usualPerReplica: null,
		unexplainedMinutes: 0,
		atMaximumMinutes: 0,
		idleMinutes: 0,
		awakeMinutes: 0,
	};
}

/** Takes one bin of traffic, in constant time; late and repeated ones change nothing. */
export function takeTraffic(
	known: ReplicaSketch,
	traffic: TrafficOnReplicas,
	settings = replicaSketchSettings,
): ReplicaSketch {
	const sketch = ofThisCreation(known, traffic.endpointCreatedAt);
	const { to, minutes } = traffic;
	const from = to - minutes * minuteMs;
	if (sketch === null || from < (sketch.trafficUntil ?? from)) return known;
	const requests = knownCount(traffic.requests);
	const keep = Math.max(1, Math.round(settings.recentMinutes.value / minutes));
	const missed = missedBins(sketch, from, Math.min(keep, 60));
	const rate = requests === null ? null : requests / minutes;
	const recentRates = [...sketch.recentRates, ...missed, rate].slice(-keep);
	const idleMinutes = requests === null ? sketch.idleMinutes : idleAfter(sketch, requests, minutes);
	const counted = withSample(sketch, traffic, requests, settings);
	return { ...counted, trafficUntil: to, recentRates, idleMinutes };
}

/** The sketch for this creation of the endpoint: a new one when it was created again, null when it is older. */
export function ofThisCreation(sketch: ReplicaSketch, createdAt: Instant): ReplicaSketch | null {
	if (createdAt === sketch.endpointCreatedAt) return sketch;
	return createdAt > sketch.endpointCreatedAt ? newReplicaSketch(createdAt) : null;
}

function knownCount(value: number | null): number | null {
	return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}

function missedBins({ trafficUntil }: ReplicaSketch, from: Instant, most: number): null[] {
	if (trafficUntil === null || from <= trafficUntil) return [];
	const minutes = (from - trafficUntil) / minuteMs;
	return Array.from({ length: Math.min(most, Math.ceil(minutes)) }, () => null);
}

function idleAfter({ idleMinutes }: ReplicaSketch, requests: number, minutes: number): number {
	return requests > 0 ? 0 : idleMinutes + minutes;
}

function withSample(
	sketch: ReplicaSketch,
	{ to, minutes, replicaMinutes }: TrafficOnReplicas,
	requests: number | null,
	{ samples }: typeof replicaSketchSettings,
): ReplicaSketch {
	const served = knownCount(replicaMinutes);
	if (!requests || !served) return sketch;
	const day = Math.floor((to - minutes * minuteMs) / dayMs);
	const histograms = Uint8Array.from(sketch.histograms);
	forgetOldDays(histograms, sketch.day, day);
	const at = (day % historyDays) * buckets + bucketOf(requests / served);
	histograms[at] = Math.min(mostPerBucket, (histograms[at] ?? 0) + 1);
	return { ...sketch, day, histograms, usualPerReplica: medianRate(histograms, samples.value) };
}

function forgetOldDays(histograms: Uint8Array, lastDay: number, day: number): void {
	const first = Math.max(lastDay + 1, day - historyDays + 1);
	for (let old = first; old <= day; old += 1) {
		const at = (old % historyDays) * buckets;
		histograms.fill(0, at, at + buckets);
	}
}

function bucketOf(rate: number): number {
	const bucket = Math.floor(Math.log(rate / smallestRate) / Math.log(bucketBase));
	return Math.min(buckets - 1, Math.max(0, bucket));
}

/** The bucket that holds the middle of all days, and where in it the middle lies. */
function medianRate(histograms: Uint8Array, leastSamples: number): number | null {
	const merged = new Uint32Array(buckets);
	let total = 0;
	for (let at = 0; at < histograms.length; at += 1) {
		const count = histograms[at] ?? 0;
		merged[at % buckets] = (merged[at % buckets] ?? 0) + count;
		total += count;
	}
	return total < leastSamples ? null : halfway(merged, total / 2);
}

function halfway(counts: Uint32Array, half: number): number | null {
	let before = 0;
	for (let bucket = 0; bucket < counts.length; bucket += 1) {
		const count = counts[bucket] ?? 0;
		if (before + count >= half) {
			return smallestRate * bucketBase ** (bucket + (half - before) / count);
		}
		before += count;
	}
	return null;
}
