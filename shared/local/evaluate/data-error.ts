/** A file of the data folder cannot be used as it is: which one, which line, and what is allowed there. */
export class DataError extends Error {
	readonly file: string;
	/** Counted from 1, the heading included; null: the whole file. */
	readonly line: number | null;

	constructor(place: { file: string; line: number | null }, problem: string, allowed: string) {
		const where = place.line === null ? place.file : `${place.file}, line ${place.line}`;
		super(`${where}: ${problem}; allowed: ${allowed}`);
		this.name = "DataError";
		this.file = place.file;
		this.line = place.line;
	}
}
