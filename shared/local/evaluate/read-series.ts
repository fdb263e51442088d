import { DataError } from "./data-error.ts";
import { readLines } from "./read-rows.ts";

/** Many series over the same bins; `values` by name, NaN where a cell is empty. */
export type SeriesTable = {
	readonly file: string;
	readonly names: readonly string[];
	readonly binMinutes: number;
	readonly bins: number;
	readonly values: ReadonlyMap<string, Float64Array>;
};

const leastBins = 2;

/** A file `minute,series,series,…` whose minutes begin at 0 and go on in equal steps that divide an hour. */
export async function readSeries(folder: string, file: string): Promise<SeriesTable> {
	const { heading, lines } = await readLines(folder, file);
	const [first, ...names] = heading;
	if (first !== "minute" || names.length === 0 || new Set(names).size !== names.length) {
		const allowed = "minute, then one different name for each series";
		throw new DataError({ file, line: 1 }, `the heading begins with "${first}"`, allowed);
	}
	const binMinutes = stepOf(file, lines);
	checkMinutes(file, lines, binMinutes);
	const columns = names.map((_, column) => columnOf(file, lines, column + 1));
	const values = new Map(names.map((name, column) => [name, columns[column] ?? none]));
	return { file, names, binMinutes, bins: lines.length, values };
}

const none = new Float64Array();
const hourMinutes = 60;

function stepOf(file: string, lines: readonly (readonly string[])[]): number {
	if (lines.length < leastBins) {
		throw new DataError({ file, line: null }, `it has ${lines.length} bins`, "at least 2");
	}
	const step = Number(lines[1]?.[0]) - Number(lines[0]?.[0]);
	if (step > 0 && hourMinutes % step === 0) return step;
	const allowed = "1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes";
	throw new DataError({ file, line: 3 }, `the bins are ${step} minutes long`, allowed);
}

function checkMinutes(file: string, lines: readonly (readonly string[])[], step: number): void {
	for (const [index, [minute]] of lines.entries()) {
		if (Number(minute) === index * step) continue;
		const allowed = `${index * step}: bins in order, none left out`;
		throw new DataError({ file, line: index + 2 }, `minute is "${minute}"`, allowed);
	}
}

function columnOf(
	file: string,
	lines: readonly (readonly string[])[],
	column: number,
): Float64Array {
	return Float64Array.from(lines, (cells, index) => {
		const text = cells[column] ?? "";
		const value = text === "" ? Number.NaN : Number(text);
		if (text === "" || (Number.isFinite(value) && value >= 0)) return value;
		const allowed = "a number of at least 0, or nothing where it is not known";
		throw new DataError({ file, line: index + 2 }, `cell ${column + 1} is "${text}"`, allowed);
	});
}
