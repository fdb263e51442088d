import { describe, expect, test } from "vitest";
import { once } from "../../shared/runtime/once.ts";
import { demo, expectExact, expectQuick, demoTimeoutMs as timeoutMs } from "./judged-demo.ts";

/** A day of the smallest fleet with the first seed, which two tests look at. */
const smallDay = once(() => demo("one-endpoint", { days: 1 }));

describe("simulated days, judged by the account's own bill and journal", () => {
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
		const acts = report.notices.filter(({ id }) => !/\/(alert|unacknowledged)\//.test(id));
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
			smallDay(),
			demo("one-endpoint", { days: 1 }),
			demo("one-endpoint", { days: 1, seed: 2 }),
		]);
		expect(JSON.stringify(again)).toBe(JSON.stringify(once));
		expect(JSON.stringify({ ...other, seed: 1 })).not.toBe(JSON.stringify(once));
	});

	test.each([
		{ scenario: "one-endpoint", run: smallDay },
		{ scenario: "equal-fleet", run: () => demo("equal-fleet", { days: 1 }) },
	])(
		"$scenario reaches pause at 200 % with the generated policy",
		{
			timeout: timeoutMs,
		},
		async ({ run }) => {
			const report = await run();
			expectExact(report);
			expectQuick(report);
			const shutdown = report.days[0]?.crossings.find(({ tier }) => tier === "shutdown");
			expect(shutdown?.secondsToAction).not.toBeNull();
			expect(report.actions.some(({ kind }) => kind === "paused")).toBe(true);
		},
	);
});
