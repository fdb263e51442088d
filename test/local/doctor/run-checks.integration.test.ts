import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SystemClock } from "../../../shared/adapters/clock/system-clock.ts";
import { readSettings } from "../../../shared/config/settings.ts";
import type { Check } from "../../../shared/local/doctor/check.ts";
import { runChecks } from "../../../shared/local/doctor/run-checks.ts";
import { onlyNamespace } from "../../../shared/local/session/live-session.ts";
import {
	type StartedAccount,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import { smallPolicyText, smallScenario } from "../kill/small-account.ts";

const hint =
	"say which: --namespace NAME (npm start -- --namespace NAME), or namespace: in guardrail.yml";

let started: StartedAccount;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "doctor-"));
	started = await startSimulatedAccount({
		scenario: smallScenario(),
		seed: 1,
		clock: new SystemClock(),
	});
});

afterEach(async () => {
	rmSync(folder, { recursive: true });
	await started.close();
});

function environment(token: string | null): Record<string, string> {
	return {
		...(token === null ? {} : { HF_TOKEN: token }),
		HF_HUB_URL: started.url,
		HF_ENDPOINTS_URL: started.url,
		GUARDRAIL_HOME: folder,
	};
}

function checksWith(
	more: { namespace?: string; policy?: string; token?: string | null } = {},
): Promise<Check[]> {
	const policyFile = join(folder, "guardrail.yml");
	if (more.policy !== undefined) writeFileSync(policyFile, more.policy);
	return runChecks({
		policyFile,
		mustExist: false,
		namespace: more.namespace ?? null,
		scenario: "runaway-replicas",
		environment: environment(more.token === undefined ? "hf_guard_read" : more.token),
	});
}

function named(checks: readonly Check[], name: string): Check | undefined {
	return checks.find((check) => check.name === name);
}

test("a token of several namespaces fails in doctor with the words and the hint of start", async () => {
	const token = named(await checksWith(), "token");
	const read = readSettings(environment("hf_guard_read"));
	if (!read.ok) throw new Error(read.problems.join());
	const live = { settings: read.settings, token: "hf_guard_read" };
	const error: unknown = await onlyNamespace(live, new SystemClock()).catch(
		(reason: unknown) => reason,
	);
	expect(token).toMatchObject({ state: "fail", remedy: hint });
	expect(error).toMatchObject({ message: token?.detail, hint });
	expect(token?.detail).toMatch(/^the token can see several namespaces: .+, acme$/);
});

test("doctor checks the namespace that is named, by flag or by the policy file", async () => {
	const policies = [undefined, `${smallPolicyText}\nnamespace: acme\n`];
	for (const policy of policies) {
		const how = policy === undefined ? { namespace: "acme" } : { policy };
		const checks = await checksWith(how);
		expect(named(checks, "token")?.state).toBe("ok");
		expect(named(checks, "endpoints")).toMatchObject({ state: "ok" });
		expect(named(checks, "endpoints")?.detail).toMatch(/ in acme$/);
	}
});

test("where the policy enforces, doctor tells a token that reads from one that writes", async () => {
	const policy = `${smallPolicyText}\nnamespace: acme\n`;
	const writeOf = async (token: string, text = policy) =>
		named(await checksWith({ policy: text, token }), "write");
	expect(await writeOf("hf_guard_write")).toMatchObject({ state: "ok" });
	expect(await writeOf("hf_guard_read")).toMatchObject({
		state: "warn",
		detail: "mode: enforce has to write, but no inference.endpoints.write on acme is shown",
	});
	const shadow = policy.replace("mode: enforce", "mode: shadow");
	expect(await writeOf("hf_guard_read", shadow)).toMatchObject({ state: "skip" });
});

const groupsOf = (...tags: readonly string[]) =>
	[
		smallPolicyText,
		"groups:",
		...tags.map((tag) => `  - {name: ${tag}, dailyBudgetUsd: 5, endpoints: [{name: ${tag}*}]}`),
	].join("\n");

test("a group that matches no endpoint is told without a token too, of the simulated account", async () => {
	const policy = groupsOf("llama", "nobody");
	const checks = await checksWith({ policy, token: null });
	expect(named(checks, "endpoints")).toMatchObject({ state: "ok" });
	expect(named(checks, "rules")).toMatchObject({
		state: "warn",
		detail:
			'groups nobody (name: nobody*): name: nobody* matches no endpoint of the simulated account "runaway-replicas"',
	});
	expect(named(checks, "token")?.state).toBe("skip");
	const fits = await checksWith({ policy: groupsOf("llama"), token: null });
	expect(named(fits, "rules")).toMatchObject({ state: "ok" });
});

test("a group that matches no endpoint is told of a real account", async () => {
	const policy = `${groupsOf("llama", "nobody")}\nnamespace: acme\n`;
	const rules = named(await checksWith({ policy }), "rules");
	expect(rules).toMatchObject({ state: "warn" });
	expect(rules?.detail).toContain(
		"groups nobody (name: nobody*): name: nobody* matches no endpoint",
	);
});
