import { describe, expect, test } from "vitest";
import type { SimulatedAccount } from "../../shared/simulator/account.ts";
import { scenarioNamed, scenarios } from "../../shared/simulator/scenarios/index.ts";
import type { Scenario } from "../../shared/simulator/scenarios/scenario.ts";
import { dayMs, hourMs, minuteMs, scalingBody, worldOf } from "./fixture.ts";

type Day = {
	/** The day's bill, divided by the budget. */
	ratio: number;
	/** Hours after midnight at which the bill passed 120, 150 and 200 % of the budget, or null. */
	passed: { trim: number | null; divert: number | null; shutdown: number | null };
	/** The dearest trailing hour, divided by an even share of the budget. */
	dearestHour: number;
};

/** Caps what is neither critical nor protected once 120 % is passed, as a crude guard would. */
type Guard = "none" | "caps";

function twoDays(name: string, guard: Guard): [Day, Day] {
	const scenario = scenarioNamed(name);
	if (scenario === null) throw new Error(`No scenario ${name}.`);
	const world = worldOf({ seed: 1, scenario });
	return [day(world, scenario, { number: 0, guard }), day(world, scenario, { number: 1, guard })];
}

function day(
	{ account, wait, now }: ReturnType<typeof worldOf>,
	{ start, dailyBudgetMicroUsd: budget }: Scenario,
	{ number, guard }: { number: number; guard: Guard },
): Day {
	const from = start + number * dayMs;
	const to = from + dayMs;
	let isCapped = guard === "none";
	let dearestHour = 0;
	while (now() < to) {
		wait(10 * minuteMs);
		const hour = account.truth.billMicroUsd(now() - hourMs, now());
		dearestHour = Math.max(dearestHour, (24 * hour) / budget);
		if (isCapped || account.truth.billMicroUsd(from, now()) <= 1.2 * budget) continue;
		isCapped = true;
		cap(account);
	}
	const passed = (share: number) => {
		const instant = account.truth.firstInstantAbove(from, to, share * budget);
		return instant === null ? null : (instant - from) / hourMs;
	};
	return {
		ratio: account.truth.billMicroUsd(from, to) / budget,
		passed: { trim: passed(1.2), divert: passed(1.5), shutdown: passed(2) },
		dearestHour,
	};
}

function cap(account: SimulatedAccount): void {
	for (const { name, tags, scaling } of account.list()) {
		if (tags.includes("critical") || tags.includes("protected")) continue;
		const maxReplica = Math.max(1, scaling.minReplica);
		account.update(name, scalingBody({ maxReplica }), "guardrail");
	}
}

const hour = expect.any(Number);

describe("quiet-day", () => {
	test("ends well below its budget on both days, and no trailing hour passes the even share", () => {
		for (const { ratio, dearestHour } of twoDays("quiet-day", "none")) {
			expect(ratio).toBeGreaterThan(0.5);
			expect(ratio).toBeLessThan(0.8);
			expect(dearestHour).toBeLessThan(0.95);
		}
	});
});

describe("runaway-replicas", () => {
	test("passes 120, 150 and 200 % on the first day although everything not critical is capped", () => {
		const [first] = twoDays("runaway-replicas", "caps");
		expect(first.passed).toEqual({ trim: hour, divert: hour, shutdown: hour });
		expect(first.passed.trim).toBeGreaterThan(6);
		expect(first.passed.shutdown).toBeLessThan(18);
	});

	test("is ordinary until four in the morning", () => {
		const { account, wait } = worldOf({
			seed: 1,
			scenario: scenarios["runaway-replicas"]?.() ?? never(),
		});
		wait(4 * hourMs - 1);
		const { scenario, truth } = account;
		const spent = truth.billMicroUsd(scenario.start, scenario.start + 4 * hourMs);
		expect(spent).toBeLessThan(((scenario.dailyBudgetMicroUsd * 4) / 24) * 1.1);
	});

	test("ends with the first day: the second is affordable with a guard and without one", () => {
		for (const guard of ["none", "caps"] as const) {
			const [, second] = twoDays("runaway-replicas", guard);
			expect(second.ratio).toBeLessThan(1.05);
			expect(second.passed.trim).toBeNull();
		}
	});
});

describe("one-endpoint and equal-fleet", () => {
	test("reach 200 % on both days although they are capped to their minimum at 120 %", () => {
		for (const name of ["one-endpoint", "equal-fleet"]) {
			for (const { passed } of twoDays(name, "caps")) {
				expect(passed).toEqual({ trim: hour, divert: hour, shutdown: hour });
				expect(passed.shutdown).toBeLessThan(20);
			}
		}
	});

	test("have nothing but expensive endpoints that may be paused", () => {
		for (const name of ["one-endpoint", "equal-fleet"]) {
			const { account, wait } = worldOf({ seed: 1, scenario: scenarios[name]?.() ?? never() });
			wait(minuteMs);
			for (const endpoint of account.list()) {
				const rate = account.truth.rateMicroUsdPerHour(account.now() - 1, endpoint.name);
				expect(rate).toBeGreaterThanOrEqual(500_000);
				expect(endpoint.tags).not.toContain("critical");
				expect(endpoint.tags).not.toContain("protected");
			}
		}
	});
});

describe("the other stories", () => {
	test("request-surge: eight times the requests for three hours, and no tier", () => {
		const [first, second] = twoDays("request-surge", "none");
		expect(first.dearestHour).toBeGreaterThan(2);
		expect(first.ratio).toBeLessThan(1.2);
		expect(second.dearestHour).toBeLessThan(1);
	});

	test("death-spiral: more than ten cold starts in an hour on one endpoint, and hundreds a day", () => {
		const { account, wait } = worldOf({
			seed: 1,
			scenario: scenarios["death-spiral"]?.() ?? never(),
		});
		wait(dayMs);
		const { start } = account.scenario;
		const wakes = account.truth
			.journal()
			.filter((entry) => entry.kind === "woken" && entry.at >= start);
		const inOneHour = wakes.filter(
			({ endpoint, at }) => endpoint === "ticket-router" && at < start + hourMs,
		);
		expect(inOneHour.length).toBeGreaterThan(10);
		expect(wakes.length).toBeGreaterThan(300);
	});

	test("forgotten-gpu: the demonstration's GPUs go on costing $20 an hour the next day", () => {
		const [, second] = twoDays("forgotten-gpu", "none");
		expect(second.passed.trim).toEqual(hour);
	});

	test("wrong-instance: one edit makes the second day pass 120 %", () => {
		const [first, second] = twoDays("wrong-instance", "none");
		expect(first.ratio).toBeLessThan(1.2);
		expect(second.passed.trim).toEqual(hour);
	});

	test("cold-storm: a fleet of twelve wakes within two minutes of eight o'clock", () => {
		const { account, wait } = worldOf({
			seed: 1,
			scenario: scenarios["cold-storm"]?.() ?? never(),
		});
		const eight = account.scenario.start + 8 * hourMs;
		wait(8 * hourMs + 2 * minuteMs);
		const woken = account.truth.journal().filter((entry) => entry.kind === "woken");
		expect(woken.length).toBe(12);
		expect(woken.every(({ at }) => at >= eight && at <= eight + 2 * minuteMs)).toBe(true);
	});
});

describe("sizes", () => {
	test("a fleet can be repeated to any size, and its budget grows with its minimum", () => {
		const eight = scenarios["quiet-day"]?.() ?? never();
		const many = scenarios["quiet-day"]?.({ endpoints: 48 }) ?? never();
		expect(new Set(many.endpoints.map(({ name }) => name)).size).toBe(48);
		expect(many.endpoints.every(({ name }) => /^[a-z0-9-]{1,32}$/.test(name))).toBe(true);
		expect(many.dailyBudgetMicroUsd).toBe(6 * eight.dailyBudgetMicroUsd);
		expect(scenarios["quiet-day"]?.({ endpoints: 3 }).endpoints).toHaveLength(3);
		expect(() => scenarios["quiet-day"]?.({ endpoints: 0 })).toThrow(RangeError);
	});

	test("an unknown scenario is null, and every known one carries its own name", () => {
		expect(scenarioNamed("no-such-day")).toBeNull();
		for (const name of Object.keys(scenarios)) expect(scenarioNamed(name)?.name).toBe(name);
	});
});

function never(): never {
	throw new Error("The scenario is missing.");
}
