import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSqliteTable } from "../../shared/adapters/sqlite/table.ts";
import { acceptCommand } from "../../shared/local/commands/accept-command.ts";
import { auditCommand } from "../../shared/local/commands/audit-command.ts";
import { billCommand } from "../../shared/local/commands/bill-command.ts";
import { doctorCommand } from "../../shared/local/commands/doctor-command.ts";
import { hiddenCostsCommand } from "../../shared/local/commands/hidden-costs-command.ts";
import { notifyCommand } from "../../shared/local/commands/notify-command.ts";
import { overrideCommand } from "../../shared/local/commands/override-command.ts";
import { planCommand } from "../../shared/local/commands/plan-command.ts";
import { pricesCommand } from "../../shared/local/commands/prices-command.ts";
import { restoreCommand } from "../../shared/local/commands/restore-command.ts";
import { savingsCommand } from "../../shared/local/commands/savings-command.ts";
import { scheduleCommand } from "../../shared/local/commands/schedule-command.ts";
import { spendCommand } from "../../shared/local/commands/spend-command.ts";
import { NotRunningError } from "../../shared/local/running-guardrail.ts";

const now = Date.UTC(2026, 10, 19, 12);
const clock = { now: () => now, sleep: () => Promise.resolve() };

/** What runs for ever, or only on what it is given, is not run here. */
const notRun = new Set(["start", "demo", "simulator", "account", "evaluate"]);

type Made = readonly [command: () => Command, ...args: string[]];

function commandsWith(policy: string): Readonly<Record<string, Made>> {
	return {
		accept: [acceptCommand, "chat"],
		audit: [auditCommand],
		"audit verify": [auditCommand, "verify"],
		bill: [billCommand],
		doctor: [doctorCommand, "--policy", policy],
		"hidden-costs": [hiddenCostsCommand],
		notify: [notifyCommand],
		override: [overrideCommand, "hold", "--reason", "launch demo today"],
		"override list": [overrideCommand, "list"],
		"override revoke": [overrideCommand, "revoke", "msg_1", "--reason", "launch demo today"],
		plan: [planCommand, "--policy", policy],
		prices: [pricesCommand],
		restore: [restoreCommand, "--all"],
		savings: [savingsCommand],
		schedule: [scheduleCommand, "--policy", policy],
		spend: [spendCommand],
	};
}

/** `audit verify` of "`guardrail audit`, `guardrail audit verify`", with what its row says it needs. */
function documented(): [string, string][] {
	const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
	const rows = readme.split("\n").filter((line) => line.startsWith("| `guardrail "));
	return rows.flatMap((row) => {
		const [, names = "", what = "", needs = ""] = row.split("|");
		const own = [
			...names.matchAll(/`guardrail ([a-z -]*[a-z])/g),
			...what.matchAll(/`(override [a-z]+)`/g),
		];
		return own.map(([, name = ""]): [string, string] => [commandOf(name), needs.trim()]);
	});
}

/** Without its arguments. */
function commandOf(name: string): string {
	const [first = "", second = ""] = name.split(" ");
	const isOfTwo = ["verify", "list", "revoke"].includes(second);
	return isOfTwo ? `${first} ${second}` : first;
}

let policy: string;

beforeEach(() => {
	const home = mkdtempSync(join(tmpdir(), "readme-commands-"));
	policy = join(home, "policy.yml");
	const text = "version: 1\nzone: UTC\ndailyBudgetUsd: 600\ndefaults: { criticality: standard }\n";
	writeFileSync(policy, text);
	createSqliteTable({ path: join(home, "acme.db"), clock }).close();
	vi.stubEnv("GUARDRAIL_HOME", home);
	vi.stubEnv("HF_TOKEN", undefined);
	vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
	vi.spyOn(process.stdout, "write").mockReturnValue(true);
	vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllEnvs();
	vi.unstubAllGlobals();
});

/** With nothing running, beside a store and a policy file. */
async function isRefusedWithoutRunning([command, ...args]: Made): Promise<boolean> {
	const refused: unknown = await command()
		.parseAsync(args, { from: "user" })
		.then(
			() => null,
			(error: unknown) => error,
		);
	return refused instanceof NotRunningError;
}

test.each(documented().filter(([name]) => !notRun.has(name)))(
	"guardrail %s needs what the README says: %s",
	async (name, needs) => {
		const made = commandsWith(policy)[name];
		if (made === undefined)
			throw new Error(`the README names guardrail ${name}, and no test runs it`);
		expect(await isRefusedWithoutRunning(made)).toBe(needs === "a running guardrail");
	},
);

test("every command that asks a running guardrail stands in the README", () => {
	const names = documented().map(([name]) => name);
	expect(names).toEqual(expect.arrayContaining(Object.keys(commandsWith(policy))));
});
