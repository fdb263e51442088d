import { rmSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { readSettings, type Settings } from "../../shared/config/settings.ts";
import { demoPolicy } from "../../shared/local/demo.ts";
import { type PlanStateOptions, planState } from "../../shared/local/plan-state.ts";
import { scenarioNamed } from "../../shared/local/scenario-named.ts";
import { startSimulatedAccount } from "../../shared/simulator/http/start-account.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function settingsOf(environment: Readonly<Record<string, string>>): Settings {
	const home = temporaryFolder("guardrail-");
	folders.push(home);
	const read = readSettings({ GUARDRAIL_HOME: home, PORT: "1", ...environment });
	if (!read.ok) throw new Error(read.problems.join("; "));
	return read.settings;
}

function stateOf(settings: Settings, parts: Partial<PlanStateOptions> = {}) {
	return planState({
		settings,
		url: null,
		policy: null,
		namespace: null,
		scenario: null,
		...parts,
	});
}

describe("a plan without a running guardrail", () => {
	test.each([
		[130, "trim"],
		[163, "divert"],
		[210, "shutdown"],
	])(
		"of a simulated day at %i percent has the steps of %s, none of them taken",
		async (percent, tier) => {
			const { model } = await stateOf(settingsOf({}), {
				scenario: { name: "runaway-replicas", seed: 1, atRatio: percent / 100 },
			});
			expect(model.planNow?.tier).toBe(tier);
			expect(model.planNow?.steps.length).toBeGreaterThan(0);
			expect(model.reading?.ratio.point).toBeCloseTo(percent / 100, 1);
			expect(model.endpoints.every(({ endpoint }) => endpoint.state !== "paused")).toBe(true);
		},
	);

	test("of a share that the day never passes says so, with the most it came to", async () => {
		const scenario = { name: "runaway-replicas", seed: 1, atRatio: 1.63 };
		const rich = { ...demoPolicy(scenarioNamed("runaway-replicas")) };
		const policy = { ...rich, budget: { ...rich.budget, dailyMicroUsd: 1_000_000_000_000 } };
		const { notReached } = await stateOf(settingsOf({}), { scenario, policy });
		expect(notReached).toBe(
			"163 % of $1,000,000 is never passed in 2 days of this scenario, 0 % is the most: what follows is of their end",
		);
	});

	test("of a live account is made of one look, which writes nothing", async () => {
		const scenario = scenarioNamed("runaway-replicas");
		const started = await startSimulatedAccount({
			scenario,
			seed: 1,
			clock: { now: () => scenario.start + 3_600_000, sleep: async () => undefined },
		});
		try {
			const before = JSON.stringify(started.account.list());
			const settings = settingsOf({ HF_TOKEN: "hf_guard_read", HF_ENDPOINTS_URL: started.url });
			const { model, source } = await stateOf(settings, { namespace: scenario.namespace });
			expect(source).toContain("one look");
			expect(model.mode).toBe("shadow");
			expect(model.endpoints).toHaveLength(scenario.endpoints.length);
			expect(JSON.stringify(started.account.list())).toBe(before);
		} finally {
			await started.close();
		}
	});

	test("is refused with a way out where there is neither a store nor a token", async () => {
		await expect(stateOf(settingsOf({}))).rejects.toThrow("no guardrail answers");
	});
});
