/** What every terminal and every issue shows without a break. */
const mostColumns = 80;
const gap = "  ";
/** A cell is not cut below this: less says nothing. */
const narrowest = 8;

export type Column<Row> = {
	readonly heading: string;
	readonly value: (row: Row) => string;
	/** Money and counts stand right, so that their digits can be compared. */
	readonly align?: "right";
	/** Never cut, so that it can be copied: identities, times and names of people. */
	readonly isWhole?: true;
};

export type Table<Row> = {
	readonly columns: readonly Column<Row>[];
	readonly rows: readonly Row[];
};

/**
 * A table without borders, unless `truncate` is false at most 80 columns wide, or as wide as what is never
 * cut makes it.
 */
export function formatTable<Row>(
	{ columns, rows }: Table<Row>,
	{ truncate }: { readonly truncate: boolean },
): string {
	const cells = [
		columns.map(({ heading }) => heading),
		...rows.map((row) => columns.map(({ value }) => oneLine(value(row)))),
	];
	const natural = columns.map((_, index) => Math.max(...cells.map((line) => width(line[index]))));
	const widths = truncate ? narrowed(natural, columns) : natural;
	const lines = cells.map((line) =>
		columns
			.map(({ align }, index) => pad(line[index] ?? "", widths[index] ?? 0, align))
			.join(gap)
			.trimEnd(),
	);
	return lines.map((line) => `${line}\n`).join("");
}

function oneLine(text: string): string {
	return text.replaceAll(/\p{Cc}+/gu, " ");
}

function width(text: string | undefined): number {
	return Array.from(text ?? "").length;
}

/** Takes from the widest column that may be cut, one character at a time: a number is never cut. */
function narrowed(
	natural: readonly number[],
	columns: readonly Column<never>[],
): readonly number[] {
	const widths = [...natural];
	const total = () => widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1));
	while (total() > mostColumns) {
		const candidates = widths.map((one, index) => (mayBeCut(columns[index]) ? one : 0));
		const widest = Math.max(...candidates);
		if (widest <= narrowest) break;
		widths[candidates.indexOf(widest)] = widest - 1;
	}
	return widths;
}

function mayBeCut(column: Column<never> | undefined): boolean {
	return column?.align === undefined && column?.isWhole !== true;
}

function pad(text: string, to: number, align: "right" | undefined): string {
	const characters = Array.from(text);
	const cut = characters.length > to ? `${characters.slice(0, to - 1).join("")}…` : text;
	const space = " ".repeat(Math.max(0, to - width(cut)));
	return align === "right" ? space + cut : cut + space;
}
