import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSqliteTable } from "../../shared/adapters/sqlite/table.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import { scenarioNamed } from "../../shared/local/scenario-named.ts";
import { type MeteredAccount, meteredAccount } from "../app/metered-account.ts";
import { policyOf } from "../core/fixture.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const bin = new URL("../../shared/local/guardrail.js", import.meta.url).pathname;
const scenario = scenarioNamed("quiet-day");
const meteredHours = 30;

let home = "";
let metered: MeteredAccount;

/** A day and six hours of the quiet day in a store as local mode leaves it. */
beforeAll(async () => {
	home = temporaryFolder("guardrail-spend-");
	const folder = join(home, ".guardrail", "simulated", "quiet-day-1");
	mkdirSync(folder, { recursive: true });
	const clock = { now: () => scenario.start, sleep: () => Promise.resolve() };
	const table = createSqliteTable({ path: join(folder, "guardrail.db"), clock });
	metered = meteredAccount({ scenario, policy: policyOf({}, { zone: scenario.zone }), table });
	await metered.run(scenario.start + meteredHours * hourMs);
	table.close();
}, 120_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

type Ran = { code: number; stdout: string; stderr: string };

/** A port at which nothing answers. */
const closedPort = "1";

function spend(args: readonly string[], folder = home): Promise<Ran> {
	return guardrail(["spend", ...args], folder);
}

async function guardrail(args: readonly string[], folder = home): Promise<Ran> {
	const run = promisify(execFile)(process.execPath, [bin, ...args], {
		cwd: folder,
		env: { PORT: closedPort },
	});
	return run.then(
		({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
		(error: Ran) => error,
	);
}

type Amounts = { lo: number; point: number; hi: number };
type Row = { key: string; microUsd: Amounts; replicaHours: Amounts };
type Document = { from: string; to: string; rows: Row[]; total: Row; week: Row; month: Row };

async function document(args: readonly string[]): Promise<Document> {
	const { code, stdout, stderr } = await spend([...args, "--json"]);
	expect(stderr).toBe("");
	expect(code).toBe(0);
	return JSON.parse(stdout) as Document;
}

/** Whole seconds of stage ranges: a few cents of a dollar in two days. */
const slackMicroUsd = 20_000;

function billed(from: number, to: number, endpoint?: string): number {
	return metered.account.truth.billMicroUsd(from, to, endpoint);
}

describe("guardrail spend", () => {
	test("says of today what the account's own bill says, by endpoint, with replica-hours and a total", async () => {
		const today = scenario.start + 24 * hourMs;
		const now = scenario.start + meteredHours * hourMs;
		const { rows, total, from, to } = await document([]);
		expect([Date.parse(from), Date.parse(to)]).toEqual([today, now]);
		expect(rows).toHaveLength(scenario.endpoints.length);
		for (const { key, microUsd } of rows) {
			const truth = billed(today, now, key);
			expect(microUsd.lo).toBeLessThanOrEqual(truth + slackMicroUsd);
			expect(microUsd.hi).toBeGreaterThanOrEqual(truth - slackMicroUsd);
		}
		const sum = rows.reduce((all, row) => all + row.microUsd.point, 0);
		expect(total.microUsd.point).toBe(sum);
		expect(rows.find(({ key }) => key === "sentiment")?.replicaHours.point).toBe(6);
	});

	test("reads dates in the zone that was asked for, the last one included", async () => {
		const day = await document(["--from", "2026-11-19", "--to", "2026-11-19"]);
		expect([day.from, day.to]).toEqual(["2026-11-18T23:00:00.000Z", "2026-11-19T23:00:00.000Z"]);
		expect(
			Math.abs(day.total.microUsd.point - billed(Date.parse(day.from), Date.parse(day.to))),
		).toBeLessThan(500_000);
		const kolkata = await document(["--from", "2026-11-20", "--zone", "Asia/Kolkata"]);
		expect(kolkata.from).toBe("2026-11-19T18:30:00.000Z");
		const hours = await document([
			"--by",
			"hour",
			"--from",
			"2026-11-20",
			"--zone",
			"Asia/Kolkata",
		]);
		expect(hours.rows).toHaveLength(11);
		expect(hours.total).toEqual(kolkata.total);
	});

	test("begins with today where only an end is given", async () => {
		const { from, total } = await document(["--to", "2026-11-30"]);
		const today = await document([]);
		expect([from, total]).toEqual([today.from, today.total]);
	});

	test("says this week and this month, and of days without metering that nothing was spent", async () => {
		const empty = await document(["--from", "2026-11-01", "--to", "2026-11-02"]);
		expect(empty.rows).toEqual([]);
		expect(empty.total.microUsd).toEqual({ lo: 0, point: 0, hi: 0 });
		const whole = await document(["--from", "2026-11-01"]);
		expect(empty.week.microUsd).toEqual(whole.total.microUsd);
		expect(empty.month.microUsd).toEqual(whole.total.microUsd);
		const { stdout } = await spend(["--from", "2026-11-01", "--to", "2026-11-02"]);
		expect(stdout).toContain("Nothing was spent then.");
	});

	test("prints a table of 80 columns with its zone, its share and its bounds", async () => {
		const { stdout, code } = await spend(["--by", "tag"]);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^acme · 2026-11-20 00:00 to 2026-11-20 06:00 Europe\/Berlin · by tag/);
		expect(stdout).toMatch(/TAG +REPLICA HOURS +SPENT +AT LEAST +AT MOST +SHARE/);
		expect(stdout).toMatch(/total +[\d.]+ +\$\d+\.\d\d .* 100 %/);
		expect(stdout).toMatch(/This week \(from 2026-11-16\) \$[\d.]+ · this month \(2026-11\)/);
	});

	test.each([
		[["--from", "yesterday"], /--from "yesterday" is not a date/, /2026-11-01/],
		[["--to", "2026-02-30"], /is not a date/, /2026-11-01/],
		[["--from", "2026-11-20", "--to", "2026-11-19"], /20 is after --to/, /Hint: --from 2026-11-19/],
		[["--to", "2026-11-19"], /no --from means today, 2026-11-20, which is after/, /Hint: --from/],
		[["--zone", "Europe/Berln"], /there is no time zone/, /did you mean Europe\/Berlin\?/],
		[["--by", "week"], /Allowed choices are endpoint, region, model, tag, hour/, /--help/],
		[["--store", "other"], /has no store "other"; it has simulated\/quiet-day-1/, /--store/],
	] as const)("refuses %j and says what is possible", async (args, problem, hint) => {
		const { code, stdout, stderr } = await spend(args);
		expect([code, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(problem);
		expect(stderr).toMatch(hint);
	});

	test("shows the days of the policy that the spend was metered under, without being told which it was", async () => {
		const folder = temporaryFolder("guardrail-live-");
		try {
			mkdirSync(join(folder, ".guardrail"));
			for (const end of ["", "-wal", "-shm"]) {
				const from = join(home, ".guardrail", "simulated", "quiet-day-1", `guardrail.db${end}`);
				if (existsSync(from)) cpSync(from, join(folder, ".guardrail", `acme.db${end}`));
			}
			const { stdout, code } = await spend([], folder);
			expect(code).toBe(0);
			expect(stdout).toMatch(/^acme · 2026-11-20 00:00 to 2026-11-20 06:00 Europe\/Berlin/);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	test("of a folder without a store, or with several, says so instead of guessing", async () => {
		const none = await spend([], join(home, ".guardrail"));
		expect([none.code, none.stderr.includes("nothing was metered")]).toEqual([2, true]);
		const folder = temporaryFolder("guardrail-stores-");
		try {
			for (const name of ["quiet-day-1", "quiet-day-2"]) {
				const to = join(folder, ".guardrail", "simulated", name);
				cpSync(join(home, ".guardrail", "simulated", "quiet-day-1"), to, { recursive: true });
			}
			const several = await spend([], folder);
			expect(several.code).toBe(2);
			expect(several.stderr).toContain("simulated/quiet-day-1, simulated/quiet-day-2");
			expect((await spend(["--store", "simulated/quiet-day-2"], folder)).code).toBe(0);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

describe("where no guardrail runs", () => {
	test("audit reads the store, by itself or by its name, and says that nothing is on record", async () => {
		for (const args of [[], ["--store", "simulated/quiet-day-1"]]) {
			const { code, stdout, stderr } = await guardrail(["audit", "--since", "2h", ...args]);
			expect([code, stdout, stderr]).toEqual([0, "nothing is on record in the last 2h\n", ""]);
		}
	});

	test("audit verify walks the chains of the store", async () => {
		const { code, stdout } = await guardrail(["audit", "verify"]);
		expect([code, stdout]).toEqual([0, "0 entries, each as it was written\n"]);
	});

	test("bill says from the store that it was not asked for yet", async () => {
		const { code, stdout } = await guardrail(["bill"]);
		expect([code, stdout]).toEqual([0, "the bill was not asked for yet\n"]);
		const { stdout: json } = await guardrail(["bill", "--json"]);
		expect(JSON.parse(json)).toMatchObject({ namespace: "acme", bill: null });
	});

	test("an address that is given is not replaced by a store", async () => {
		const { code, stderr } = await guardrail(["audit", "--url", "http://127.0.0.1:1"]);
		expect(code).toBe(2);
		expect(stderr).toMatch(/no guardrail answers at http:\/\/127\.0\.0\.1:1/);
	});
});
