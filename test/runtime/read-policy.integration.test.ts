import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readPolicy } from "../../shared/runtime/read-policy.ts";

const folder = mkdtempSync(join(tmpdir(), "policy-"));
const path = join(folder, "guardrail.yml");
const text = "version: 1\nzone: UTC\ndailyBudgetUsd: 10\ndefaults: { criticality: standard }\n";
afterEach(() => rmSync(path, { force: true }));

test("a policy that names no mode plans and tells, and changes nothing", () => {
	writeFileSync(path, text);
	expect(readPolicy(path, "acme").budget.mode).toBe("shadow");
});

test("a policy of another namespace guards nothing", () => {
	writeFileSync(path, `${text}namespace: other\n`);
	expect(() => readPolicy(path, "acme")).toThrow(
		"is the policy of other, but this stack guards acme",
	);
});

test("a malformed policy is named with line and column", () => {
	writeFileSync(path, `${text}budget: 3\n`);
	expect(() => readPolicy(path, "acme")).toThrow(/guardrail\.yml:5:1/);
});
