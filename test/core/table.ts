/** Rows of a plain-text table by the names of its head: `| a | b |`, a rule, then one line per row. */
export function rowsOf<Column extends string>(text: string): Record<Column, string>[] {
	const lines = text
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line.startsWith("|") && !/^[|\s:-]+$/.test(line));
	const [head = [], ...body] = lines.map(cellsOf);
	return body.map((cells) => {
		if (cells.length !== head.length)
			throw new Error(`not as wide as its head: ${cells.join(" | ")}`);
		const row = Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ""]));
		return row as Record<Column, string>;
	});
}

/** `2-4-6` → lo, point, hi. */
export function triple(cell: string): { lo: number; point: number; hi: number } {
	const [lo = Number.NaN, point = Number.NaN, hi = Number.NaN] = cell.split("-").map(Number);
	return { lo, point, hi };
}

function cellsOf(line: string): string[] {
	return line
		.slice(1, -1)
		.split("|")
		.map((cell) => cell.trim());
}
