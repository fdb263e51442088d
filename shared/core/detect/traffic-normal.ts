import { hourMs } from "../../domain/instant.ts";
import { cellAt, type TrafficSketch, weekHours } from "./traffic-sketch.ts";

/** What is usual for an endpoint at an instant, in requests per bin. */
export type TrafficNormal = {
	/** The usual bin. */
	readonly usual: number;
	/** Largest bins of the seven days before, largest first. */
	readonly dayPeaks: readonly number[];
	/** Largest one-hour means of the seven days before, largest first. */
	readonly dayHours: readonly number[];
	readonly observedHours: number;
};

const dayHours = 24;
const days = 7;

/**
 * The usual bin is the larger of two: the mean of the active bins of seven days, taken twice, with and without
 * the last `recentHours`, of which the smaller counts (a surge that began hours ago is not normal); and the
 * median of this hour of the day over seven days.
 */
export function trafficNormal(sketch: TrafficSketch, recentHours: number): TrafficNormal {
	const sums = emptySums(sketch);
	const openHour = Math.floor(sketch.until / hourMs);
	for (let back = 1; back <= weekHours; back += 1) {
		addHour(sums, { sketch, hour: openHour - back, back, recentHours });
	}
	const { open } = sketch;
	const settled = ratio(sums.requests, sums.activeBins);
	const requests = sums.requests + sums.recentRequests + open.requests;
	const whole = ratio(requests, sums.activeBins + sums.recentActiveBins + open.activeBins);
	return {
		usual: Math.max(Math.min(whole, settled), medianOf(sums.sameHourMeans)),
		dayPeaks: Array.from(sums.dayPeaks).toSorted((a, b) => b - a),
		dayHours: Array.from(sums.dayHours).toSorted((a, b) => b - a),
		observedHours: sums.observedHours,
	};
}

/** Filled in place, for each bin of each endpoint: this is the only loop that is hot. */
type Sums = {
	requests: number;
	activeBins: number;
	recentRequests: number;
	recentActiveBins: number;
	observedHours: number;
	readonly sameHourMeans: number[];
	readonly dayPeaks: Float64Array;
	readonly dayHours: Float64Array;
};

function emptySums({ open }: TrafficSketch): Sums {
	const sums = {
		requests: 0,
		activeBins: 0,
		recentRequests: 0,
		recentActiveBins: 0,
		observedHours: 0,
		sameHourMeans: [],
		dayPeaks: new Float64Array(days),
		dayHours: new Float64Array(days),
	};
	sums.dayPeaks[0] = open.largestBin;
	sums.dayHours[0] = open.largestHour;
	return sums;
}

type Hour = {
	readonly sketch: TrafficSketch;
	readonly hour: number;
	/** Hours before the open one, from 1. */
	readonly back: number;
	readonly recentHours: number;
};

function addHour(sums: Sums, { sketch, hour, back, recentHours }: Hour): void {
	const cell = cellAt(sketch.cells, hour);
	if (cell.observedBins === 0) return;
	const requests = cell.activeMean * cell.activeBins;
	sums.observedHours += 1;
	if (back > recentHours) {
		sums.requests += requests;
		sums.activeBins += cell.activeBins;
	} else {
		sums.recentRequests += requests;
		sums.recentActiveBins += cell.activeBins;
	}
	if (back % dayHours === 0) sums.sameHourMeans.push(requests / cell.observedBins);
	const day = Math.floor((back - 1) / dayHours);
	if (cell.largestBin > (sums.dayPeaks[day] ?? 0)) sums.dayPeaks[day] = cell.largestBin;
	if (cell.largestHour > (sums.dayHours[day] ?? 0)) sums.dayHours[day] = cell.largestHour;
}

function ratio(sum: number, count: number): number {
	return count === 0 ? 0 : sum / count;
}

export function medianOf(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const upper = sorted[sorted.length >> 1] ?? 0;
	const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
	return (lower + upper) / 2;
}
