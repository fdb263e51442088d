import { describe, expect, test } from "vitest";
import { demo, expectExact, demoTimeoutMs as timeoutMs } from "./judged-demo.ts";

describe("simulated days on which the guard changes nothing", () => {
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
		const report = await demo("runaway-replicas", { days: 1, mode: "shadow" });
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
		const report = await demo("runaway-replicas", { days: 1, mode: "observe" });
		expect(report.actions).toEqual([]);
		const tiers = report.notices.filter(({ id }) => id.includes("/up/"));
		expect(tiers.length).toBeGreaterThanOrEqual(3);
		for (const { title } of tiers) expect(title).toContain("nothing was changed");
	});
});
