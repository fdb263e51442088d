import type { Traffic } from "./traffic.ts";

type Bin = { start: number; count: number };

const defaultBinMs = 60_000;

/** A traffic file that cannot be used; the message names the line and what is allowed there. */
export class TrafficFileError extends Error {
	readonly line: number;

	constructor(line: number, problem: string, allowed: string) {
		super(`Traffic file, line ${line}: ${problem} Allowed: ${allowed}`);
		this.name = "TrafficFileError";
		this.line = line;
	}
}

/**
 * The traffic of recorded request counts: CSV text with a header, a column `start` (or `minute`)
 * holding the beginning of each bin and a column `count`. The smallest distance between two rows is
 * the length of every bin (one minute for a single row); outside of all bins there is no traffic.
 */
export function fromCounts(csvText: string): Traffic {
	const bins = readBins(csvText);
	const binMs = binLength(bins);
	return (instantMs) => {
		const bin = lastStartedBy(bins, instantMs);
		if (!bin || instantMs >= bin.start + binMs) return 0;
		return bin.count / (binMs / 1000);
	};
}

function readBins(csvText: string): Bin[] {
	const lines = csvText.split(/\r?\n/);
	const columns = readHeader(lines[0] ?? "");
	const bins: Bin[] = [];
	for (const [index, line] of lines.entries()) {
		if (index === 0 || line.trim() === "") continue;
		const bin = readBin(line.split(","), columns, index + 1);
		assertAfter(bins.at(-1), bin, index + 1);
		bins.push(bin);
	}
	if (bins.length === 0) {
		throw new TrafficFileError(2, "There is no row.", "at least one row below the header.");
	}
	return bins;
}

type Columns = { start: number; count: number };

function readHeader(header: string): Columns {
	const names = header.split(",").map((name) => name.trim().replaceAll('"', "").toLowerCase());
	const start = names.findIndex((name) => name === "start" || name === "minute");
	const count = names.indexOf("count");
	if (start === -1 || count === -1) {
		const problem = `The header is "${header}".`;
		throw new TrafficFileError(1, problem, "the columns start (or minute) and count.");
	}
	return { start, count };
}

function readBin(cells: readonly string[], columns: Columns, line: number): Bin {
	const startText = cellAt(cells, columns.start);
	const countText = cellAt(cells, columns.count);
	const start = readInstant(startText);
	if (Number.isNaN(start)) {
		const allowed = "an ISO 8601 time with its offset (2026-11-22T05:00:00Z) or milliseconds UTC.";
		throw new TrafficFileError(line, `The start is "${startText}".`, allowed);
	}
	const count = countText === "" ? Number.NaN : Number(countText);
	if (!Number.isFinite(count) || count < 0) {
		throw new TrafficFileError(line, `The count is "${countText}".`, "a number from 0 up.");
	}
	return { start, count };
}

function cellAt(cells: readonly string[], index: number): string {
	return (cells[index] ?? "").trim().replaceAll('"', "");
}

/** A time without an offset would mean something else on every machine, so it is refused. */
function readInstant(text: string): number {
	if (/^\d{10,}$/.test(text)) return Number(text);
	return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN;
}

function assertAfter(previous: Bin | undefined, bin: Bin, line: number): void {
	if (!previous || bin.start > previous.start) return;
	const problem = "The start is not after that of the row before.";
	throw new TrafficFileError(line, problem, "rows in ascending order, each start once.");
}

function binLength(bins: readonly Bin[]): number {
	let shortest = Number.POSITIVE_INFINITY;
	for (const [index, bin] of bins.entries()) {
		const next = bins[index + 1];
		if (next) shortest = Math.min(shortest, next.start - bin.start);
	}
	return Number.isFinite(shortest) ? shortest : defaultBinMs;
}

function lastStartedBy(bins: readonly Bin[], instantMs: number): Bin | undefined {
	let from = 0;
	let to = bins.length;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if ((bins[middle]?.start ?? Number.POSITIVE_INFINITY) <= instantMs) from = middle + 1;
		else to = middle;
	}
	return bins[from - 1];
}
