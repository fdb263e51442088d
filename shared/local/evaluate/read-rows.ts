import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "./data-error.ts";

/** One line of a file with a heading, its cells by name. */
export type Row = {
	readonly file: string;
	readonly line: number;
	readonly cells: Readonly<Record<string, string>>;
};

export type Lines = {
	readonly file: string;
	readonly heading: readonly string[];
	/** Cells of each line, the heading left out; the first is line 2. */
	readonly lines: readonly (readonly string[])[];
};

/** Cells of a comma-separated file without quotes, every line as long as its heading. */
export async function readLines(folder: string, file: string): Promise<Lines> {
	const text = await readText(folder, file);
	const [first = "", ...rest] = text.trimEnd().split(/\r?\n/);
	if (first === "") throw new DataError({ file, line: 1 }, "it is empty", "a heading");
	const heading = first.split(",");
	const lines = rest.map((line, index) => {
		const cells = line.split(",");
		if (cells.length === heading.length) return cells;
		const allowed = `${heading.length}, as many as the heading has`;
		throw new DataError({ file, line: index + 2 }, `it has ${cells.length} cells`, allowed);
	});
	return { file, heading, lines };
}

/** Rows by column name; every name of `columns` must be in the heading. */
export async function readRows(
	folder: string,
	file: string,
	columns: readonly string[],
): Promise<Row[]> {
	const { heading, lines } = await readLines(folder, file);
	const missing = columns.filter((column) => !heading.includes(column));
	if (missing.length > 0) {
		const problem = `the heading lacks ${missing.join(", ")}`;
		throw new DataError({ file, line: 1 }, problem, columns.join(","));
	}
	return lines.map((cells, index) => ({
		file,
		line: index + 2,
		cells: Object.fromEntries(heading.map((name, column) => [name, cells[column] ?? ""])),
	}));
}

export function textOf({ file, line, cells }: Row, column: string): string {
	const text = cells[column]?.trim() ?? "";
	if (text !== "") return text;
	throw new DataError({ file, line }, `${column} is empty`, "a name");
}

export function numberOf({ file, line, cells }: Row, column: string, least = 0): number {
	const text = cells[column]?.trim() ?? "";
	const value = Number(text);
	if (text !== "" && Number.isFinite(value) && value >= least) return value;
	throw new DataError({ file, line }, `${column} is "${text}"`, `a number of at least ${least}`);
}

async function readText(folder: string, file: string): Promise<string> {
	try {
		return await readFile(join(folder, file), "utf8");
	} catch (cause) {
		const error = new DataError({ file, line: null }, "it cannot be read", `a file in ${folder}`);
		error.cause = cause;
		throw error;
	}
}
