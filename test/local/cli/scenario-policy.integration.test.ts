import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const bin = resolve("shared/local/guardrail.js");

/** `guardrail plan` of a simulated day in a folder whose policy file is empty, which is refused. */
function planOf(...more: string[]) {
	const cwd = mkdtempSync(join(tmpdir(), "guardrail-"));
	writeFileSync(join(cwd, "guardrail.yml"), "");
	const args = ["plan", "--scenario", "quiet-day", "--at", "1", ...more];
	return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8" });
}

test("a plan of a scenario does not read the policy of a live account that stands in the folder", () => {
	const { status, stdout, stderr } = planOf();
	expect({ status, stderr }).toMatchObject({ status: 0 });
	expect(stdout).toContain('from simulated account "quiet-day"');
}, 30_000);

test("but the one that is named", () => {
	const { status, stderr } = planOf("--policy", "guardrail.yml");
	expect(status).toBe(2);
	expect(stderr).toContain("guardrail.yml was refused");
}, 30_000);
