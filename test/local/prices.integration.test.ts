import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { catalogue } from "../../shared/adapters/huggingface/catalogue.ts";
import { createSqliteTable } from "../../shared/adapters/sqlite/table.ts";
import { priceMemory } from "../../shared/app/store/price-store.ts";
import { createTableClock } from "../contract/table-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

afterEach(() => {
	vi.unstubAllEnvs();
});

const bin = "shared/local/guardrail.js";

function prices(...flags: readonly string[]) {
	vi.stubEnv("HF_ENDPOINTS_URL", "http://127.0.0.1:9");
	vi.stubEnv("HF_TOKEN", "");
	return spawnSync(process.execPath, [bin, "prices", ...flags], { encoding: "utf8" });
}

test("one instance is compared across vendors, cheapest first, with the date of the list", () => {
	const { status, stdout } = prices("--catalogue", "--instance", "nvidia-l4/x1", "--compare");
	expect(status).toBe(0);
	expect(stdout).toContain("catalogue shipped with the project, as of 2026-08-20");
	const rows = stdout.split("\n").filter((line) => line.startsWith("nvidia-l4/x1"));
	expect(rows[0]).toMatch(/gcp +us-east4 +\$0\.700 +–$/);
	expect(rows[1]).toMatch(/aws +eu-west-1 +\$0\.800 +\+14\.3 %$/);
	expect(stdout).toContain("no Asia-Pacific region is offered");
});

test("where the live list cannot be read, the shipped one answers and a warning says so", () => {
	const { status, stdout, stderr } = prices("--instance", "inf2", "--json");
	expect(status).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({
		source: "catalogue",
		asOf: "2026-08-20T00:00:00.000Z",
	});
	expect(stderr).toContain("price list not read");
}, 60_000);

test("an instance that nobody offers is refused with what there is, status 2", () => {
	const { status, stderr } = prices("--catalogue", "--instance", "nvidia-l5");
	expect(status).toBe(2);
	expect(stderr).toContain("nvidia-l4");
});

describe("changes", () => {
	let home = "";
	beforeEach(() => {
		home = temporaryFolder("prices-");
		vi.stubEnv("GUARDRAIL_HOME", home);
	});
	afterEach(() => {
		rmSync(home, { recursive: true });
	});

	test("of prices are listed with when they were seen, newest first", async () => {
		const clock = createTableClock(Date.UTC(2026, 10, 22));
		const table = createSqliteTable({ path: join(home, "acme.db"), clock });
		const memory = priceMemory(table, "acme");
		const [first, second, ...rest] = catalogue.rows;
		if (first === undefined || second === undefined) throw new Error("the catalogue has rows");
		const dearer = { ...second, priceMicroUsdPerHour: 99_000 };
		const lists = [catalogue.rows, [first, dearer, ...rest], [dearer, ...rest]];
		for (const [hour, rows] of lists.entries()) {
			await memory.keep({ asOf: Date.UTC(2026, 10, 22, hour), source: "live", rows });
		}
		table.close();
		const { stdout } = prices("--changes");
		const lines = stdout.trim().split("\n");
		expect(lines).toHaveLength(3);
		expect(lines[1]).toMatch(/^aws\/us-east-1\/intel-spr\/x1 +\$0\.033 +– +2026-11-22T02:00$/);
		expect(lines[2]).toMatch(/\$0\.067 +\$0\.099 +2026-11-22T01:00$/);
		expect(prices("--changes", "--instance", "nvidia-l4").stdout).toContain(
			"no price changed since",
		);
	});

	test("need a store", () => {
		expect(prices("--changes")).toMatchObject({ status: 2 });
	});
});
