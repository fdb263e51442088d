import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of the answer: its name, its columns in order, its rows. */
export type CsvFile = {
	readonly name: string;
	readonly columns: readonly string[];
	readonly rows: readonly Readonly<Record<string, string | number>>[];
};

export async function writeCsv(folder: string, { name, columns, rows }: CsvFile): Promise<void> {
	const lines = rows.map((row) => columns.map((column) => row[column] ?? "").join(","));
	await writeFile(join(folder, name), `${[columns.join(","), ...lines].join("\n")}\n`);
}
