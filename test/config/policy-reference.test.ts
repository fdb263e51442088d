import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import { policyReference } from "../../shared/config/policy-reference.ts";

const root = new URL("../../", import.meta.url);

test("docs/policy.md says what the schema says", () => {
	expect(readFileSync(new URL("docs/policy.md", root), "utf8")).toBe(policyReference());
});

test("the policy in the README loads without a problem", () => {
	const readme = readFileSync(new URL("README.md", root), "utf8");
	const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
	const loaded = loadPolicy(yaml, { file: "README.md", defaultMode: "shadow" });
	expect(loaded.ok ? [] : loaded.problems).toEqual([]);
	expect(loaded.ok && loaded.policy.budget.dailyMicroUsd).toBe(600_000_000);
});
