import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSettings } from "../../shared/config/settings.ts";
import { UsageError } from "../../shared/local/cli/usage-error.ts";
import { notifyCommand } from "../../shared/local/commands/notify-command.ts";
import { knownNamespace } from "../../shared/local/known-namespace.ts";

let home: string;
let written: string[];

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "known-namespace-"));
	written = [];
	vi.stubEnv("GUARDRAIL_HOME", home);
	vi.stubGlobal("fetch", () => Promise.reject(new Error("nothing listens")));
	vi.spyOn(process.stdout, "write").mockImplementation((text) => {
		written.push(String(text));
		return true;
	});
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllEnvs();
	vi.unstubAllGlobals();
});

function policyFile(namespace = "acme"): string {
	const path = join(home, "policy.yml");
	const text = `version: 1\nnamespace: ${namespace}\nzone: UTC\ndailyBudgetUsd: 600\ndefaults: { criticality: standard }\n`;
	writeFileSync(path, text);
	return path;
}

function running(namespace: string): void {
	const answer = () => Promise.resolve(new Response(JSON.stringify({ namespace })));
	vi.stubGlobal("fetch", answer);
}

function known(policy?: string): Promise<string | null> {
	const read = readSettings();
	if (!read.ok) throw new Error(read.problems.join("; "));
	return knownNamespace(read.settings, policy);
}

test("the sample names the namespace of the policy file, or what it was told", async () => {
	await notifyCommand().parseAsync(["--test", "--policy", policyFile()], { from: "user" });
	expect(written.join("")).toContain("acme: this is a test of the guardrail's channels");
	const told = ["--test", "--namespace", "other", "--policy", policyFile()];
	await notifyCommand().parseAsync(told, { from: "user" });
	expect(written.join("")).toContain("other: this is a test");
	expect(written.join("")).not.toContain("your-namespace");
});

test("the file wins over what runs here, that over the only store, and nobody is made up", async () => {
	expect(await known()).toBeNull();
	writeFileSync(join(home, "stored.db"), "");
	expect(await known()).toBe("stored");
	running("lab");
	expect(await known()).toBe("lab");
	expect(await known(policyFile())).toBe("acme");
});

test("two stores tell nothing, and a file that was named and is not there is refused", async () => {
	writeFileSync(join(home, "one.db"), "");
	writeFileSync(join(home, "two.db"), "");
	expect(await known()).toBeNull();
	await expect(known(join(home, "gone.yml"))).rejects.toThrow(UsageError);
});
