import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runCommand } from "../../../shared/local/cli/run-command.ts";
import { accountCommand } from "../../../shared/local/commands/account-command.ts";
import { recordStreams } from "../cli/streams.ts";

const heading = "endpoint,replica,stage,start,stop";

describe("the command", () => {
	let folder = "";
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "account-"));
		const rows = [
			"b,r,running,2026-03-28T22:30:00Z,2026-03-28T23:30:00Z",
			"a,r,running,2026-03-28T22:30Z,2026-03-28T22:31Z",
		];
		await writeFile(join(folder, "r.csv"), [heading, ...rows].join("\r\n"));
		await writeFile(join(folder, "p.json"), '{"a": 0.8, "b": 0.5, "unused": 3}');
		await writeFile(join(folder, "few.json"), '{"a": 0.8}');
	});
	afterAll(() => rm(folder, { recursive: true }));

	test("prints one JSON array, by endpoint and local date", async () => {
		const { status, out } = await run("p.json", "Europe/Berlin", "--json");
		expect(status).toBe(0);
		expect(JSON.parse(out)).toEqual([
			{ endpoint: "a", date: "2026-03-28", replicaSeconds: 60, microUsd: 13_333 },
			{ endpoint: "b", date: "2026-03-28", replicaSeconds: 1800, microUsd: 250_000 },
			{ endpoint: "b", date: "2026-03-29", replicaSeconds: 1800, microUsd: 250_000 },
		]);
	});

	test("prints a table for people", async () => {
		const { out } = await run("p.json", "Europe/Berlin");
		expect(out).toContain("b         2026-03-29             1800  0.250000");
	});

	test("an endpoint without a price is an error that names both files, never free", async () => {
		const { status, err } = await run("few.json", "UTC");
		expect(status).toBe(2);
		expect(err).toMatch(
			/r\.csv, line 2: endpoint "b" has no price in .*few\.json; allowed: "b": usdPerHour/,
		);
	});

	test("a zone or a file that does not exist is said with what to do", async () => {
		expect((await run("p.json", "Europe/Berlim")).err).toContain("did you mean Europe/Berlin?");
		expect((await run("none.json", "UTC")).err).toContain("none.json: it cannot be read");
	});

	test("where no second is billed, that is said instead of an empty table", async () => {
		const paused = "a,r,paused,2026-03-28T22:30Z,2026-03-28T22:31Z";
		const file = join(folder, "r.csv");
		const before = await readFile(file, "utf8");
		await writeFile(file, [heading, paused].join("\n"));
		const warned = vi.spyOn(process.stderr, "write").mockReturnValue(true);
		const { status, out } = await run("p.json", "UTC");
		const err = warned.mock.calls.flat().join("");
		warned.mockRestore();
		await writeFile(file, before);
		expect(status).toBe(0);
		expect(out).toBe("");
		expect(err).toContain("no second of it is billed, so there is nothing to list");
	});

	async function run(prices: string, zone: string, ...flags: readonly string[]) {
		const streams = recordStreams();
		const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
			streams.stdout.write(String(text));
			return true;
		});
		const argv = ["account", "--ranges", join(folder, "r.csv"), "--prices", join(folder, prices)];
		const program = new Command("guardrail").addCommand(accountCommand());
		const status = await runCommand(program, {
			argv: [...argv, "--zone", zone, ...flags],
			...streams,
		});
		spy.mockRestore();
		return { status, out: streams.out(), err: streams.err() };
	}
});
