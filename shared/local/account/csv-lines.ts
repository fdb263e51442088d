import { DataError } from "../evaluate/data-error.ts";

/** One record of a comma-separated file; `line` is where it begins, counted from 1. */
export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

/**
 * Records of comma-separated text (RFC 4180), as it comes in: quoted cells with commas, quotes and line
 * breaks in them, CR LF or LF, a byte order mark, blank lines. Throws a `DataError` for a quote that is
 * never closed or stands where none may.
 */
export async function* csvLines(
	chunks: AsyncIterable<string>,
	file: string,
): AsyncGenerator<CsvRecord> {
	const parser = new CsvParser(file);
	for await (const chunk of chunks) yield* parser.take(chunk);
	yield* parser.end();
}

type Mode = "start" | "plain" | "quoted" | "closed";

class CsvParser {
	readonly #file: string;
	#mode: Mode = "start";
	#cell = "";
	#cells: string[] = [];
	#line = 1;
	#recordLine = 1;
	#isFirst = true;

	constructor(file: string) {
		this.#file = file;
	}

	*take(chunk: string): Generator<CsvRecord> {
		const text = this.#isFirst ? chunk.replace(/^\uFEFF/, "") : chunk;
		if (chunk !== "") this.#isFirst = false;
		for (const character of text) {
			const record = this.#step(character);
			if (character === "\n") this.#line += 1;
			if (record === null) continue;
			this.#recordLine = this.#line;
			if (!isBlank(record)) yield record;
		}
	}

	*end(): Generator<CsvRecord> {
		if (this.#mode === "quoted") {
			throw this.#error("a quoted cell is not closed", 'a closing " for every opening one');
		}
		const record = this.#close();
		if (!isBlank(record)) yield record;
	}

	#step(character: string): CsvRecord | null {
		if (this.#mode === "quoted") return this.#stepQuoted(character);
		switch (character) {
			case ",":
				this.#endCell();
				return null;
			case "\n":
				return this.#close();
			case '"':
				this.#quote();
				return null;
			default:
				this.#add(character);
				return null;
		}
	}

	#stepQuoted(character: string): null {
		if (character === '"') this.#mode = "closed";
		else this.#cell += character;
		return null;
	}

	/** A quote opens a cell, or doubles one inside a quoted cell. */
	#quote(): void {
		if (this.#mode === "closed") this.#cell += '"';
		else if (this.#cell.trim() === "") this.#cell = "";
		else throw this.#error('a " stands inside a cell', 'cells quoted whole, with "" for a quote');
		this.#mode = "quoted";
	}

	#add(character: string): void {
		if (this.#mode !== "closed") {
			this.#cell += character;
			this.#mode = "plain";
		} else if (character.trim() !== "") {
			throw this.#error("text follows a quoted cell", "a comma or the end of the line");
		}
	}

	#endCell(): void {
		this.#cells.push(this.#cell.trim());
		this.#cell = "";
		this.#mode = "start";
	}

	#close(): CsvRecord {
		this.#endCell();
		const record = { line: this.#recordLine, cells: this.#cells };
		this.#cells = [];
		return record;
	}

	#error(problem: string, allowed: string): DataError {
		return new DataError({ file: this.#file, line: this.#recordLine }, problem, allowed);
	}
}

function isBlank({ cells }: CsvRecord): boolean {
	return cells.length === 1 && cells[0] === "";
}
