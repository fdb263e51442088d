import { hourMs } from "../../domain/instant.ts";
import { cellOf, type HourCell, type TrafficSketch, weekHours } from "./traffic-sketch.ts";

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
	const openHour = Math.floor(sketch.until / hourMs);
	const week = weekBefore(sketch, openHour);
	const { open } = sketch;
	const settled = activeMean(week.slice(recentHours), { requests: 0, activeBins: 0 });
	const average = Math.min(activeMean(week, open), settled);
	return {
		usual: Math.max(average, sameHourMedian(week)),
		dayPeaks: largestOfDays(week, (cell) => cell.largestBin, open.largestBin),
		dayHours: largestOfDays(week, (cell) => cell.largestHour, open.largestHour),
		observedHours: week.reduce((count, cell) => count + (cell.observedBins > 0 ? 1 : 0), 0),
	};
}

/** Newest hour first. */
function weekBefore({ cells }: TrafficSketch, openHour: number): HourCell[] {
	return Array.from({ length: weekHours }, (_, back) =>
		cellOf(cells, openHour - 1 - back + weekHours),
	);
}

type Active = { readonly requests: number; readonly activeBins: number };

function activeMean(week: readonly HourCell[], open: Active): number {
	let { requests, activeBins } = open;
	for (const cell of week) {
		requests += cell.activeMean * cell.activeBins;
		activeBins += cell.activeBins;
	}
	return activeBins === 0 ? 0 : requests / activeBins;
}

function sameHourMedian(week: readonly HourCell[]): number {
	const means: number[] = [];
	for (let back = dayHours - 1; back < weekHours; back += dayHours) {
		const cell = week[back];
		if (cell === undefined || cell.observedBins === 0) continue;
		means.push((cell.activeMean * cell.activeBins) / cell.observedBins);
	}
	return medianOf(means);
}

export function medianOf(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const upper = sorted[sorted.length >> 1] ?? 0;
	const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
	return (lower + upper) / 2;
}

function largestOfDays(
	week: readonly HourCell[],
	measure: (cell: HourCell) => number,
	open: number,
): number[] {
	const largest = Array.from({ length: days }, () => 0);
	largest[0] = open;
	for (const [back, cell] of week.entries()) {
		const day = Math.floor(back / dayHours);
		largest[day] = Math.max(largest[day] ?? 0, measure(cell));
	}
	return largest.toSorted((a, b) => b - a);
}
