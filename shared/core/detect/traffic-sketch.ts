import { hourMs, type Instant } from "../../domain/instant.ts";
import { decodeCount, encodeCount } from "./log-code.ts";

/** Requests of one endpoint in one bin `[from, from + binMs)`; null is a bin without data. */
export type TrafficBin = {
	readonly endpointCreatedAt: Instant;
	readonly from: Instant;
	readonly requests: number | null;
};

/** The hour that is not over yet, not yet rounded to bytes. */
export type OpenHour = {
	readonly requests: number;
	readonly activeBins: number;
	readonly observedBins: number;
	readonly largestBin: number;
	readonly largestHour: number;
};

/**
 * Seven days of one endpoint's traffic in 672 bytes: for each hour of the week the mean of its active bins, its
 * largest bin, its largest one-hour mean, and how many of its bins were observed and active.
 */
export type TrafficSketch = {
	readonly endpointCreatedAt: Instant;
	readonly binMs: number;
	/** First bin that was taken. */
	readonly from: Instant;
	/** End of the newest bin. */
	readonly until: Instant;
	/** Bins of the last hour, oldest first. */
	readonly recent: readonly (number | null)[];
	readonly open: OpenHour;
	readonly cells: Uint8Array;
	/** The last bin that raised an alarm, and the largest of its episode. */
	readonly surge: { readonly until: Instant; readonly peak: number } | null;
};

/** Why a bin was not taken as it came; a finding, never an alarm. */
export type BinFinding = "late" | "not-a-count" | "misaligned" | "re-created";

export type TakenBin = { readonly sketch: TrafficSketch; readonly finding: BinFinding | null };

export const weekHours = 168;
export const cellBytes = 4;

export function newTrafficSketch(bin: TrafficBin, binMs: number): TrafficSketch {
	return {
		endpointCreatedAt: bin.endpointCreatedAt,
		binMs,
		from: bin.from,
		until: bin.from,
		recent: [],
		open: emptyHour,
		cells: new Uint8Array(weekHours * cellBytes),
		surge: null,
	};
}

/**
 * Takes one bin, in constant time. Late and repeated bins change nothing; bins that were left out between the
 * newest and this one are gaps; an endpoint that was created again begins anew.
 */
export function takeBin(sketch: TrafficSketch, bin: TrafficBin): TakenBin {
	const finding = findingOf(sketch, bin);
	if (finding === "late" || finding === "misaligned") return { sketch, finding };
	const into = finding === "re-created" ? newTrafficSketch(bin, sketch.binMs) : sketch;
	return { sketch: appended(throughGap(into, bin.from), countOf(bin.requests)), finding };
}

/** What is wrong with a bin, before it is taken. */
export function findingOf(sketch: TrafficSketch, bin: TrafficBin): BinFinding | null {
	if (bin.from % sketch.binMs !== 0) return "misaligned";
	if (bin.endpointCreatedAt > sketch.endpointCreatedAt) return "re-created";
	if (bin.endpointCreatedAt < sketch.endpointCreatedAt || bin.from < sketch.until) return "late";
	return bin.requests !== null && countOf(bin.requests) === null ? "not-a-count" : null;
}

/** Mean of the last hour with `requests` as its newest bin; null when half of the hour is unknown. */
export function lastHourMean(sketch: TrafficSketch, requests: number | null): number | null {
	return hourMean([...sketch.recent, requests], binsPerHour(sketch.binMs));
}

export function binsPerHour(binMs: number): number {
	return hourMs / binMs;
}

const emptyHour: OpenHour = {
	requests: 0,
	activeBins: 0,
	observedBins: 0,
	largestBin: 0,
	largestHour: 0,
};

/** A rate, a fraction below zero or NaN cannot be a number of requests. */
function countOf(requests: number | null): number | null {
	return requests !== null && Number.isFinite(requests) && requests >= 0 ? requests : null;
}

/** The sketch at a later instant, the bins between unknown. More than a week of nothing leaves nothing. */
export function throughGap(sketch: TrafficSketch, to: Instant): TrafficSketch {
	const { binMs } = sketch;
	const bound = weekHours * binsPerHour(binMs) + binsPerHour(binMs);
	if ((to - sketch.until) / binMs > bound) {
		const cells = new Uint8Array(weekHours * cellBytes);
		return { ...sketch, until: to, recent: [], open: emptyHour, cells, surge: null };
	}
	let passed = sketch;
	while (passed.until < to) passed = appended(passed, null);
	return passed;
}

function appended(sketch: TrafficSketch, requests: number | null): TrafficSketch {
	const perHour = binsPerHour(sketch.binMs);
	const recent = [...sketch.recent, requests].slice(-perHour);
	const open = requests === null ? sketch.open : counted(sketch, requests);
	const until = sketch.until + sketch.binMs;
	const surge = requests === null ? laterBy(sketch.binMs, sketch.surge) : sketch.surge;
	if (until % hourMs !== 0) return { ...sketch, recent, open, until, surge };
	const cells = withCell(sketch.cells, until / hourMs - 1, open);
	return { ...sketch, recent, open: emptyHour, until, cells, surge };
}

/** Its clock stands still while nothing is known: a surge does not end because nobody looked. */
function laterBy(binMs: number, surge: TrafficSketch["surge"]): TrafficSketch["surge"] {
	return surge === null ? null : { ...surge, until: surge.until + binMs };
}

function counted(sketch: TrafficSketch, requests: number): OpenHour {
	const { open } = sketch;
	return {
		requests: open.requests + requests,
		activeBins: open.activeBins + (requests > 0 ? 1 : 0),
		observedBins: open.observedBins + 1,
		largestBin: Math.max(open.largestBin, requests),
		largestHour: Math.max(open.largestHour, lastHourMean(sketch, requests) ?? 0),
	};
}

function hourMean(bins: readonly (number | null)[], perHour: number): number | null {
	const window = bins.slice(-perHour);
	const known = window.filter((bin) => bin !== null);
	if (window.length < perHour || known.length * 2 < perHour) return null;
	return known.reduce((sum, bin) => sum + bin, 0) / known.length;
}

const nibble = 16;

function withCell(cells: Uint8Array, hour: number, open: OpenHour): Uint8Array {
	const next = Uint8Array.from(cells);
	const at = (hour % weekHours) * cellBytes;
	next[at] = encodeCount(open.activeBins === 0 ? 0 : open.requests / open.activeBins);
	next[at + 1] = encodeCount(open.largestBin);
	next[at + 2] = encodeCount(open.largestHour);
	next[at + 3] = open.observedBins * nibble + open.activeBins;
	return next;
}

/** One hour of the week, decoded. */
export type HourCell = {
	readonly activeMean: number;
	readonly largestBin: number;
	readonly largestHour: number;
	readonly observedBins: number;
	readonly activeBins: number;
};

/** The cell of `hour` (hours since 1970), which must lie in the week before the open hour. */
export function cellAt(cells: Uint8Array, hour: number): HourCell {
	const at = (((hour % weekHours) + weekHours) % weekHours) * cellBytes;
	const bins = cells[at + 3] ?? 0;
	return {
		activeMean: decodeCount(cells[at] ?? 0),
		largestBin: decodeCount(cells[at + 1] ?? 0),
		largestHour: decodeCount(cells[at + 2] ?? 0),
		observedBins: Math.floor(bins / nibble),
		activeBins: bins % nibble,
	};
}
