import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountDays } from "../../../shared/local/account/account-days.ts";
import { chargeAtUsd } from "../../../shared/local/account/charge-at-usd.ts";
import { csvLines } from "../../../shared/local/account/csv-lines.ts";
import { parseInstant } from "../../../shared/local/account/parse-instant.ts";
import { readPrices } from "../../../shared/local/account/read-prices.ts";
import { readRanges } from "../../../shared/local/account/read-ranges.ts";

const heading = "endpoint,replica,stage,start,stop";
const hourMs = 3_600_000;

async function* inChunks(text: string, size = 7): AsyncGenerator<string> {
	for (let index = 0; index < text.length; index += size) yield text.slice(index, index + size);
	await Promise.resolve();
}

async function account(rows: readonly string[], zone = "UTC", usdPerHour = 0.5) {
	const { byEndpoint } = await readRanges(inChunks([heading, ...rows].join("\n")), "r.csv");
	return [...byEndpoint].flatMap(([endpoint, ranges]) =>
		accountDays({ endpoint, ranges, usdPerHour, zone }),
	);
}

describe("what is billed", () => {
	test("the vendor's worked example is $0.75 exactly: one replica for an hour, two more for a quarter", async () => {
		expect(
			await account([
				"chat,a,running,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z",
				"chat,b,running,2026-03-02T10:30:00Z,2026-03-02T10:45:00Z",
				"chat,c,initializing,2026-03-02T10:30:00Z,2026-03-02T10:45:00Z",
			]),
		).toEqual([{ endpoint: "chat", date: "2026-03-02", replicaSeconds: 5400, microUsd: 750_000 }]);
	});

	test("rows of one replica that repeat or overlap count once, in any order and stage", async () => {
		const rows = [
			"chat,a,running,2026-03-02T10:30:00Z,2026-03-02T11:00:00Z",
			"chat,a,running,2026-03-02T10:00:00Z,2026-03-02T10:40:00Z",
			"chat,a,initializing,2026-03-02T10:10:00Z,2026-03-02T10:20:00Z",
			"chat,a,pending,2026-03-02T10:15:00Z,2026-03-02T10:25:00Z",
			"chat,a,running,2026-03-02T10:30:00Z,2026-03-02T11:00:00Z",
		];
		for (const order of [rows, rows.toReversed()]) {
			expect(await account(order)).toMatchObject([{ replicaSeconds: 3600 }]);
		}
	});

	test("waiting, stopped, paused and sleeping cost nothing; stages without documented billing count", async () => {
		const unbilled = ["pending", "stopped", "paused", "scaledToZero", "failed"];
		const rows = (stages: readonly string[]) =>
			stages.map((stage) => `chat,${stage},${stage},2026-03-02T10:00Z,2026-03-02T11:00Z`);
		expect(await account(rows(unbilled))).toEqual([]);
		const billed = ["initializing", "running", "downloading", "pulling", "terminating", "warming"];
		expect(await account(rows(billed))).toMatchObject([{ replicaSeconds: 6 * 3600 }]);
	});

	test.each([
		["Europe/Berlin", "2026-03-28", 82_800, "2026-03-29"],
		["Europe/Berlin", "2026-10-24", 90_000, "2026-10-25"],
		["Australia/Lord_Howe", "2026-10-03", 84_600, "2026-10-04"],
		["Asia/Kathmandu", "2026-05-09", 86_400, "2026-05-10"],
	])(
		"in %s a replica over the days after %s is billed %i s on one",
		async (zone, before, s, date) => {
			const from = parseInstant(`${before}T00:00:00Z`) ?? 0;
			const to = from + 72 * hourMs;
			const days = accountDays({
				endpoint: "chat",
				ranges: [{ replicaId: "a", stage: "running", from, to }],
				usdPerHour: 1,
				zone,
			});
			expect(days.find((day) => day.date === date)?.replicaSeconds).toBe(s);
			expect(days.reduce((sum, day) => sum + day.replicaSeconds, 0)).toBe((to - from) / 1000);
		},
	);

	test("the days of any set of rows add up to the union of their billed time", async () => {
		const start = Date.UTC(2026, 2, 28);
		const row = fc.record({
			replica: fc.constantFrom("a", "b"),
			stage: fc.constantFrom("running", "initializing", "pending", "pulling"),
			from: fc.integer({ min: 0, max: 60 * 3_600_000 }),
			ms: fc.integer({ min: 0, max: 10 * 3_600_000 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
				const stamp = (ms: number) => new Date(start + ms).toISOString();
				const days = await account(
					rows.map((r) => `e,${r.replica},${r.stage},${stamp(r.from)},${stamp(r.from + r.ms)}`),
					"Europe/Berlin",
				);
				const billed = rows.filter(({ stage }) => stage !== "pending");
				const expected = ["a", "b"].reduce(
					(sum, id) => sum + unionMs(billed.filter(({ replica }) => replica === id)),
					0,
				);
				const total = days.reduce((sum, day) => sum + Math.round(day.replicaSeconds * 1000), 0);
				expect(total).toBe(expected);
			}),
			{ numRuns: 60 },
		);
	});

	test("money keeps every digit of the price and is rounded once", () => {
		expect(chargeAtUsd(3_600_000, 0.5)).toBe(500_000);
		expect(chargeAtUsd(172_800_000 * 1000, 80)).toBe(3_840_000_000_000);
		expect(chargeAtUsd(3 * 3_600_000, 0.0333333)).toBe(100_000);
		expect(chargeAtUsd(36_000_000_000, 1e-7)).toBe(1_000);
	});
});

describe("reading the file", () => {
	test("quotes, line breaks in cells, CR LF, a byte order mark and blank lines are taken as they are meant", async () => {
		const text = `\uFEFFstop,"start",stage,replica,endpoint,note\r\n\r\n2026-03-02T11:00:00+00:00,2026-03-02 10:00:00.0004Z,Running,"r ""1"", x","my\nchat","a, b"\r\n`;
		const { byEndpoint } = await readRanges(inChunks(text, 3), "r.csv");
		const from = Date.UTC(2026, 2, 2, 10);
		expect([...byEndpoint]).toEqual([
			["my\nchat", [{ replicaId: 'r "1", x', stage: "running", from, to: from + hourMs }]],
		]);
	});

	test.each([
		["2026-03-29T01:59:59.999999Z", Date.UTC(2026, 2, 29, 1, 59, 59, 999)],
		["2026-03-29T03:00:00+0530", Date.UTC(2026, 2, 28, 21, 30)],
		["2026-03-29T24:00:00Z", Date.UTC(2026, 2, 30)],
		["2026-03-29T00:00-03", Date.UTC(2026, 2, 29, 3)],
		["2026-02-29T00:00:00Z", null],
		["2026-03-29T02:30:00", null],
		["2026-03-29T25:00:00Z", null],
		["yesterday", null],
	])("reads %s as what it says, or not at all", (text, expected) => {
		expect(parseInstant(text)).toBe(expected);
	});

	test("stages are known in capitals and small letters; any other is billed and named with its line", async () => {
		const times = "2026-03-02T10:00Z,2026-03-02T11:00Z";
		const stages = ["PENDING", "Stopped", "scaledtozero", "RUNNING", "stoped", "toString"];
		const rows = stages.map((stage, index) => `a,r${index},${stage},${times}`);
		expect(await account(rows)).toMatchObject([{ endpoint: "a", replicaSeconds: 3 * 3600 }]);
		const { unknownStages } = await readRanges(inChunks([heading, ...rows].join("\n")), "r.csv");
		expect([...unknownStages]).toEqual([
			["stoped", 6],
			["toString", 7],
		]);
	});

	test("a range without a stop counts up to the last instant of the file", async () => {
		const rows = [
			"a,r,running,2026-03-02T10:00:00Z,",
			"b,r,pending,2026-03-02T10:00Z,2026-03-02T12:00Z",
		];
		expect(await account(rows)).toMatchObject([{ endpoint: "a", replicaSeconds: 7200 }]);
	});

	test.each([
		["", "r.csv, line 1: it is empty; allowed: endpoint,replica,stage,start,stop"],
		[
			"endpoint,replica,start,stop",
			"r.csv, line 1: the heading lacks stage; allowed: endpoint,replica,stage,start,stop",
		],
		[
			`${heading},Start`,
			"r.csv, line 1: the heading has start twice; allowed: endpoint,replica,stage,start,stop",
		],
		[`${heading}\na,b,c`, "r.csv, line 2: it has 3 cells; allowed: 5, as many as the heading has"],
		[
			`${heading}\na,,running,2026-03-02T10:00Z,2026-03-02T11:00Z`,
			"r.csv, line 2: replica is empty; allowed: a name",
		],
		[
			`${heading}\n\na,b,running,2026-03-02T11:00Z,2026-03-02T10:00Z`,
			"r.csv, line 3: stop 2026-03-02T10:00Z is before start 2026-03-02T11:00Z; allowed: a later stop",
		],
		[
			`${heading}\na,b,running,2026-03-02T11:00Z,9999-12-31T00:00Z`,
			"r.csv, line 2: stop 9999-12-31T00:00Z is more than ten years after start 2026-03-02T11:00Z; allowed: a stop within ten years of start, or an empty one",
		],
		[
			`${heading}\na,b,running,soon,2026-03-02T10:00Z`,
			'r.csv, line 2: start is "soon"; allowed: ISO 8601',
		],
		[`${heading}\n"a,b`, "r.csv, line 2: a quoted cell is not closed"],
		[`${heading}\na"b,`, 'r.csv, line 2: a " stands inside a cell'],
		[`${heading}\n"a"b,`, "r.csv, line 2: text follows a quoted cell"],
	])(
		"a file that cannot be used is refused with its line and what is allowed: %j",
		async (text, message) => {
			await expect(readRanges(inChunks(text), "r.csv")).rejects.toThrow(message);
		},
	);

	test.each([
		["[1]", "p.json: it is not a JSON object"],
		["{", "p.json: it is not JSON"],
		['{\n"a": -1}', 'p.json, line 2: the price of "a" is -1; allowed: US dollars per replica-hour'],
		[
			'{"a": 1,\n"a": 2}',
			'p.json, line 2: "a" has two prices; allowed: one price for each endpoint',
		],
		['{"a b": 1, "\\u0061 b" : 1}', 'p.json, line 1: "a b" has two prices'],
		['{"a": "0.5"}', 'p.json, line 1: the price of "a" is "0.5"'],
	])("prices that cannot be used are refused: %s", (text, message) => {
		expect(() => readPrices(text, "p.json")).toThrow(message);
	});

	test("a name with a colon and a quote in it is one name", () => {
		const text = '{"a: \\"b\\"": 1, "b": 2}';
		expect([...readPrices(text, "p.json")]).toEqual([
			['a: "b"', 1],
			["b", 2],
		]);
	});

	test("however a file is cut into pieces, its records are the same", async () => {
		const text = '\uFEFFa,b\r\n"x\n""y""",2\r\n\r\n3,4';
		const records = [
			{ line: 1, cells: ["a", "b"] },
			{ line: 2, cells: ['x\n"y"', "2"] },
			{ line: 5, cells: ["3", "4"] },
		];
		for (let size = 1; size <= text.length; size += 1) {
			expect(await all(csvLines(inChunks(text, size), "r.csv"))).toEqual(records);
		}
	});
});

/** Length of the union, found without any of the ledger's code. */
function unionMs(rows: readonly { readonly from: number; readonly ms: number }[]): number {
	let sum = 0;
	let until = Number.NEGATIVE_INFINITY;
	for (const { from, ms } of rows.toSorted((a, b) => a.from - b.from)) {
		sum += Math.max(0, from + ms - Math.max(from, until));
		until = Math.max(until, from + ms);
	}
	return sum;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const taken: Item[] = [];
	for await (const item of items) taken.push(item);
	return taken;
}
