import { spawnSync } from "node:child_process";
import { afterEach, expect, test, vi } from "vitest";

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
