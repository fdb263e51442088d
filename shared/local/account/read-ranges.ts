import type { StageRange } from "../../domain/endpoint.ts";
import { hourMs, type Instant } from "../../domain/instant.ts";
import { DataError } from "../evaluate/data-error.ts";
import { type CsvRecord, csvLines } from "./csv-lines.ts";
import { parseInstant } from "./parse-instant.ts";
import { isKnownStage, stageSpelling } from "./stage-spelling.ts";

const columns = ["endpoint", "replica", "stage", "start", "stop"] as const;

type Column = (typeof columns)[number];

export type ReadRanges = {
	/** Stage ranges by endpoint, in the order of the file. */
	readonly byEndpoint: ReadonlyMap<string, readonly StageRange[]>;
	/** The line in which an endpoint stands first. */
	readonly firstLine: ReadonlyMap<string, number>;
	/** Ranges without a stop: they count up to `until`, the last instant that the file names. */
	readonly openRanges: number;
	readonly until: Instant;
	/** Stages that nobody documents, with the line in which each stands first. */
	readonly unknownStages: ReadonlyMap<string, number>;
};

/** A far date for "still open" would be billed for centuries; the field is empty for that. */
const longestRangeMs = 10 * 366 * 24 * hourMs;

/**
 * Reads `endpoint,replica,stage,start,stop`, columns in any order, more of them allowed. Throws a `DataError`
 * with file, line and what is allowed there.
 */
export async function readRanges(chunks: AsyncIterable<string>, file: string): Promise<ReadRanges> {
	const reading = new Reading(file);
	for await (const record of csvLines(chunks, file)) reading.take(record);
	return reading.result();
}

type OpenRange = { endpoint: string; range: Omit<StageRange, "to"> };

class Reading {
	readonly #file: string;
	#heading: ReadonlyMap<string, number> | null = null;
	#width = 0;
	readonly #byEndpoint = new Map<string, StageRange[]>();
	readonly #firstLine = new Map<string, number>();
	readonly #open: OpenRange[] = [];
	readonly #unknownStages = new Map<string, number>();
	#until: Instant = Number.NEGATIVE_INFINITY;

	constructor(file: string) {
		this.#file = file;
	}

	take(record: CsvRecord): void {
		if (this.#heading === null) this.#readHeading(record);
		else this.#readRow(record, this.#heading);
	}

	result(): ReadRanges {
		if (this.#heading === null) {
			throw new DataError({ file: this.#file, line: 1 }, "it is empty", columns.join(","));
		}
		for (const { endpoint, range } of this.#open) {
			this.#add(endpoint, { ...range, to: this.#until });
		}
		return {
			byEndpoint: this.#byEndpoint,
			firstLine: this.#firstLine,
			openRanges: this.#open.length,
			until: this.#until,
			unknownStages: this.#unknownStages,
		};
	}

	#readHeading({ cells, line }: CsvRecord): void {
		const names = cells.map((cell) => cell.toLowerCase());
		const heading = new Map(names.map((name, index) => [name, index]));
		const missing = columns.filter((column) => !heading.has(column));
		if (missing.length > 0) {
			const problem = `the heading lacks ${missing.join(", ")}`;
			throw new DataError({ file: this.#file, line }, problem, columns.join(","));
		}
		const twice = columns.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
		if (twice !== undefined) {
			const problem = `the heading has ${twice} twice`;
			throw new DataError({ file: this.#file, line }, problem, columns.join(","));
		}
		this.#heading = heading;
		this.#width = cells.length;
	}

	#readRow({ cells, line }: CsvRecord, heading: ReadonlyMap<string, number>): void {
		if (cells.length !== this.#width) {
			const allowed = `${this.#width}, as many as the heading has`;
			throw this.#error(line, `it has ${cells.length} cells`, allowed);
		}
		const cellOf = (column: Column) => cells[heading.get(column) ?? -1] ?? "";
		const [endpoint, replicaId, stage] = (["endpoint", "replica", "stage"] as const).map((column) =>
			this.#nameOf(line, column, cellOf(column)),
		);
		const from = this.#instantOf(line, "start", cellOf("start"));
		const to = this.#stopOf(line, from, cellOf);
		this.#until = Math.max(this.#until, to ?? from);
		if (!this.#firstLine.has(endpoint ?? "")) this.#firstLine.set(endpoint ?? "", line);
		const range = { replicaId: replicaId ?? "", stage: this.#stageOf(line, stage ?? ""), from };
		if (to === null) this.#open.push({ endpoint: endpoint ?? "", range });
		else this.#add(endpoint ?? "", { ...range, to });
	}

	/** null: the range is still open. */
	#stopOf(line: number, from: Instant, cellOf: (column: Column) => string): Instant | null {
		const [start, stop] = [cellOf("start"), cellOf("stop")];
		if (stop === "") return null;
		const to = this.#instantOf(line, "stop", stop);
		if (to < from) throw this.#error(line, `stop ${stop} is before start ${start}`, "a later stop");
		if (to - from <= longestRangeMs) return to;
		const allowed = "a stop within ten years of start, or an empty one for a range that is open";
		throw this.#error(line, `stop ${stop} is more than ten years after start ${start}`, allowed);
	}

	#stageOf(line: number, text: string): string {
		const stage = stageSpelling(text);
		if (!isKnownStage(stage) && !this.#unknownStages.has(stage)) {
			this.#unknownStages.set(stage, line);
		}
		return stage;
	}

	#add(endpoint: string, range: StageRange): void {
		const known = this.#byEndpoint.get(endpoint);
		if (known === undefined) this.#byEndpoint.set(endpoint, [range]);
		else known.push(range);
	}

	#nameOf(line: number, column: Column, text: string): string {
		if (text !== "") return text;
		throw this.#error(line, `${column} is empty`, "a name");
	}

	#instantOf(line: number, column: Column, text: string): Instant {
		const instant = parseInstant(text);
		if (instant !== null) return instant;
		const allowed = "ISO 8601 with a zone, such as 2026-03-29T00:30:00.250Z or …T02:30:00+02:00";
		throw this.#error(line, `${column} is "${text}"`, allowed);
	}

	#error(line: number, problem: string, allowed: string): DataError {
		return new DataError({ file: this.#file, line }, problem, allowed);
	}
}
