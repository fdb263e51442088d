import { styleText } from "node:util";
import { formatTable, type Table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** human: text and tables; json: one document; quiet: the first column alone, one a line. */
export type OutputMode = "human" | "json" | "quiet";

/** What is used of `process.stdout` and `process.stderr`. */
export type TextStream = {
	write(text: string): unknown;
	readonly isTTY?: boolean | undefined;
	/** Node's own judgement: 1 where NO_COLOR is set or the terminal is dumb. */
	getColorDepth?(): number;
};

export type OutputFlags = {
	readonly json?: boolean | undefined;
	readonly quiet?: boolean | undefined;
	/** As commander gives `--no-color` and `--no-truncate`: true unless they were given. */
	readonly color?: boolean | undefined;
	readonly truncate?: boolean | undefined;
};

export type Streams = { readonly stdout: TextStream; readonly stderr: TextStream };

type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** Where a command writes: results to stdout, everything about them to stderr. */
export type Output = {
	readonly mode: OutputMode;
	/** A line of text; only in human mode. */
	line(text?: string): void;
	/** A table in human mode, its first column in quiet mode; JSON is the command's own document. */
	table<Row>(table: Table<Row>): void;
	/** The one document of JSON mode; nothing in the others. */
	json(document: unknown): void;
	/** The next command to try; stderr, human mode only. */
	hint(text: string): void;
	/** Something that the reader must know beside the result; stderr, in every mode. */
	warn(text: string): void;
	/** Colours a text of stdout where that is wanted and possible. */
	paint(style: Style, text: string): string;
};

export function createOutput(flags: OutputFlags, { stdout, stderr }: Streams): Output {
	const mode = modeOf(flags);
	const coloured = flags.color !== false && hasColours(stdout);
	const human = (write: () => unknown) => {
		if (mode === "human") write();
	};
	return {
		mode,
		line: (text = "") => human(() => stdout.write(`${text}\n`)),
		table: (table) => {
			const truncate = flags.truncate !== false;
			human(() => stdout.write(formatTable(table, { truncate })));
			if (mode === "quiet") stdout.write(firstColumn(table));
		},
		json: (document) => {
			if (mode === "json") stdout.write(`${JSON.stringify(document, null, 2)}\n`);
		},
		hint: (text) => human(() => stderr.write(hintLine(text, stderr))),
		warn: (text) => void stderr.write(`Warning: ${text}\n`),
		paint: (style, text) => (coloured ? paint(style, text) : text),
	};
}

function modeOf({ json, quiet }: OutputFlags): OutputMode {
	if (json && quiet) throw new UsageError("--json and --quiet cannot be used together");
	if (json) return "json";
	return quiet ? "quiet" : "human";
}

function firstColumn<Row>({ columns, rows }: Table<Row>): string {
	const [first] = columns;
	return first === undefined ? "" : rows.map((row) => `${first.value(row)}\n`).join("");
}

export function hintLine(text: string, stream: TextStream): string {
	return `${hasColours(stream) ? paint("cyan", "Hint:") : "Hint:"} ${text}\n`;
}

export function problemLine(text: string, stream: TextStream): string {
	return `${hasColours(stream) ? paint("red", "Error:") : "Error:"} ${text}\n`;
}

/** One bit is black and white: Node answers that for NO_COLOR and for TERM=dumb. */
function hasColours(stream: TextStream): boolean {
	return stream.isTTY === true && (stream.getColorDepth?.() ?? 1) > 1;
}

function paint(style: Style, text: string): string {
	return styleText(style, text, { validateStream: false });
}
