import { describe, expect, test } from "vitest";
import { createOutput, type OutputFlags } from "../../../shared/local/cli/output.ts";
import { createProgress } from "../../../shared/local/cli/progress.ts";
import { recordStreams } from "./streams.ts";

const table = {
	columns: [
		{ heading: "endpoint", value: (row: { name: string; rate: string }) => row.name },
		{ heading: "per hour", value: (row: { rate: string }) => row.rate, align: "right" as const },
	],
	rows: [
		{ name: "llama-70b-chat", rate: "$40.00/h" },
		{ name: "bge-embed", rate: "$0.50/h" },
	],
};

function write(flags: OutputFlags, streams = recordStreams()) {
	const output = createOutput(flags, streams);
	output.line("acme");
	output.table(table);
	output.json({ endpoints: 2 });
	output.hint("guardrail plan");
	output.warn("prices are 3 h old");
	return streams;
}

describe("output", () => {
	test("for people is lines and tables on stdout, and the hint on stderr", () => {
		const streams = write({});
		expect(streams.out()).toBe(
			[
				"acme",
				"endpoint        per hour",
				"llama-70b-chat  $40.00/h",
				"bge-embed        $0.50/h",
				"",
			].join("\n"),
		);
		expect(streams.err()).toBe("Hint: guardrail plan\nWarning: prices are 3 h old\n");
	});

	test("as JSON is exactly one document, and warnings stay on stderr", () => {
		const streams = write({ json: true });
		expect(JSON.parse(streams.out())).toEqual({ endpoints: 2 });
		expect(streams.err()).toBe("Warning: prices are 3 h old\n");
	});

	test("that is quiet is the first column, one a line", () => {
		const streams = write({ quiet: true });
		expect(streams.out()).toBe("llama-70b-chat\nbge-embed\n");
		expect(streams.err()).toBe("Warning: prices are 3 h old\n");
	});

	test("in two modes at once is a usage error", () => {
		expect(() => write({ json: true, quiet: true })).toThrow(/cannot be used together/);
	});
});

describe("colour", () => {
	const painted = (flags: OutputFlags, terminal: { isTTY: boolean; colorDepth?: number }) =>
		createOutput(flags, recordStreams(terminal)).paint("red", "over");

	test("is there on a terminal that has it", () => {
		expect(painted({}, { isTTY: true })).toBe("\u001b[31mover\u001b[39m");
	});

	test("is away when piped, with --no-color, and where Node sees NO_COLOR or a dumb terminal", () => {
		expect(painted({}, { isTTY: false })).toBe("over");
		expect(painted({ color: false }, { isTTY: true })).toBe("over");
		expect(painted({}, { isTTY: true, colorDepth: 1 })).toBe("over");
	});
});

describe("a table", () => {
	const long = "a-very-long-endpoint-name-".repeat(5);
	const wide = {
		columns: [
			...table.columns,
			{ heading: "reason", value: () => "because of a long sentence ".repeat(4).trim() },
		],
		rows: [{ name: long, rate: "$1,234,567.89/h" }],
	};
	const printed = (flags: OutputFlags) => {
		const streams = recordStreams();
		createOutput(flags, streams).table(wide);
		return streams.out();
	};

	test("is at most 80 columns wide, and never cuts money", () => {
		for (const line of printed({}).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
		expect(printed({})).toContain("$1,234,567.89/h");
		expect(printed({})).toContain("…");
	});

	test("cuts no column that is to be copied, however wide it gets by that", () => {
		const streams = recordStreams();
		const id = `msg_${"0123456789".repeat(5)}`;
		const actor = "ann@a-very-long-domain.example (key:oncall)";
		createOutput({}, streams).table({
			columns: [
				{ heading: "ID", value: () => id, isWhole: true },
				{ heading: "BY", value: () => actor, isWhole: true },
				{ heading: "REASON", value: () => "a reason that nobody has to copy" },
			],
			rows: [{}],
		});
		expect(streams.out().split("\n")[1]).toBe(`${id}  ${actor}  a reaso…`);
	});

	test("is whole with --no-truncate", () => {
		expect(printed({ truncate: false })).toContain(long);
	});

	test("shows no control characters of its cells", () => {
		const streams = recordStreams();
		const rows = [{ name: "a\u001b[2J\nb", rate: "$0" }];
		createOutput({}, streams).table({ columns: table.columns, rows });
		expect(streams.out().split("\n")[1]).toMatch(/^a \[2J b {2}/);
	});
});

describe("progress", () => {
	test("is one line that is written over on a terminal, and cleared at the end", () => {
		const streams = recordStreams({ isTTY: true });
		const progress = createProgress({ stream: streams.stderr, label: "replay", total: 4 });
		progress.update(1, "day 1");
		progress.update(1, "day 1");
		progress.update(9);
		progress.finish();
		expect(streams.err().split("\r\u001b[2K")).toEqual([
			"",
			`replay ${"█".repeat(7)}${"░".repeat(21)} 1/4 day 1`,
			`replay ${"█".repeat(28)} 9/4`,
			"",
		]);
	});

	test("is silent when piped", () => {
		const streams = recordStreams({ isTTY: false });
		const progress = createProgress({ stream: streams.stderr, label: "replay", total: 4 });
		progress.update(1);
		progress.finish();
		expect(streams.err()).toBe("");
	});
});
