import { describe, expect, test } from "vitest";
import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import { type DemoOptions, runDemo } from "../../shared/local/demo.ts";
import type { DemoReport } from "../../shared/local/demo-report.ts";

const timeoutMs = 180_000;
/** Bars of the first release: share of error in percent, and seconds from the true crossing. */
const errorPctMost = 0.02;
const secondsMost = 75;

const log = createJsonLog({ clock: new SystemClock(), write: () => undefined });

function demo(scenario: string, more: Partial<DemoOptions> = {}): Promise<DemoReport> {
	return runDemo({ scenario, days: 2, seed: 1, log, ...more });
}

function expectExact({ days }: DemoReport): void {
	for (const { errorPct } of days) expect(Math.abs(errorPct)).toBeLessThanOrEqual(errorPctMost);
}

function expectQuick({ days }: DemoReport): void {
	for (const { secondsToAction, reason } of days.flatMap((day) => day.crossings)) {
		if (secondsToAction === null) expect(reason).not.toMatch(/MISSED/);
		else expect(secondsToAction).toBeLessThanOrEqual(secondsMost);
	}
}

describe.concurrent("simulated days, judged by the account's own bill and journal", () => {
	test("a runaway is metered exactly, met within 75 s of each line, and undone the next day", {
		timeout: timeoutMs,
	}, async () => {
		const report = await demo("runaway-replicas");
		expectExact(report);
		expectQuick(report);
		const [first, second] = report.days;
		expect(first?.crossings.map(({ tier }) => tier)).toEqual(["trim", "divert", "shutdown"]);
		expect(second?.crossings).toEqual([]);
		expect(report.actions.filter(({ kind }) => kind === "paused").length).toBeGreaterThanOrEqual(4);
		expect(report.actions.some(({ endpoint }) => endpoint === "bge-embed")).toBe(false);
		expect(report.unrestored).toEqual([]);
		expect(report.restored.length).toBeGreaterThanOrEqual(7);
		expect(new Set(report.notices.map(({ id }) => id)).size).toBe(report.notices.length);
		const acts = report.notices.filter(({ id }) => !id.includes("/alert/"));
		expect(acts.map(({ id }) => id.split("/")[2])).toEqual([
			"trim",
			"divert",
			"shutdown",
			"new-period",
			"restored",
		]);
	});

	test("the same seed gives the same report to the byte, another seed another one", {
		timeout: timeoutMs,
	}, async () => {
		const [once, again, other] = await Promise.all([
			demo("one-endpoint", { days: 1 }),
			demo("one-endpoint", { days: 1 }),
			demo("one-endpoint", { days: 1, seed: 2 }),
		]);
		expect(JSON.stringify(again)).toBe(JSON.stringify(once));
		expect(JSON.stringify({ ...other, seed: 1 })).not.toBe(JSON.stringify(once));
	});

	test.each(["one-endpoint", "equal-fleet"])(
		"%s reaches pause at 200 % with the generated policy",
		{
			timeout: timeoutMs,
		},
		async (scenario) => {
			const report = await demo(scenario, { days: 1 });
			expectExact(report);
			expectQuick(report);
			const shutdown = report.days[0]?.crossings.find(({ tier }) => tier === "shutdown");
			expect(shutdown?.secondsToAction).not.toBeNull();
			expect(report.actions.some(({ kind }) => kind === "paused")).toBe(true);
		},
	);

	test("a quiet day is left alone: no change, and no notice but of what is idle all day", {
		timeout: timeoutMs,
	}, async () => {
		const report = await demo("quiet-day");
		expectExact(report);
		expect(report.actions).toEqual([]);
		const rules = report.notices.map(({ id }) => id.split("/").slice(2, 5).join("/"));
		expect([...new Set(rules)]).toEqual(["alert/idle-billed/mixtral-exp-2"]);
		expect(report.days.flatMap((day) => day.crossings)).toEqual([]);
	});

	test("shadow changes nothing, and each notice begins with saying so and tells what would be done", {
		timeout: timeoutMs,
	}, async () => {
		const report = await demo("runaway-replicas", { mode: "shadow" });
		expectExact(report);
		expect(report.actions).toEqual([]);
		const tiers = report.notices.filter(({ id }) => id.includes("/up/"));
		expect(tiers.length).toBeGreaterThanOrEqual(3);
		for (const { title } of report.notices) {
			expect(title).toMatch(/^SHADOW: nothing will be stopped/);
		}
		expect(tiers.some(({ title }) => /would pause \d/.test(title))).toBe(true);
	});

	test("observe changes nothing and claims nothing", { timeout: timeoutMs }, async () => {
		const report = await demo("runaway-replicas", { mode: "observe" });
		expect(report.actions).toEqual([]);
		const tiers = report.notices.filter(({ id }) => id.includes("/up/"));
		expect(tiers.length).toBeGreaterThanOrEqual(3);
		for (const { title } of tiers) expect(title).toContain("nothing was changed");
	});
});
