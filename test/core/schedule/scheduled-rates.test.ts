import { describe, expect, test } from "vitest";
import { parseCron } from "../../../shared/config/parse-cron.ts";
import { configuredSpend } from "../../../shared/core/reading/configured-spend.ts";
import { readSpend } from "../../../shared/core/reading/read-spend.ts";
import { scheduledRates } from "../../../shared/core/schedule/scheduled-rates.ts";
import type { BudgetSummary } from "../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import { at, cursorOf, day, endpointOf, exactly, policyOf, postureOf } from "../fixture.ts";

const usd = microUsdOf;

function scheduled(entries: readonly (readonly [string, number])[], parts: Partial<Policy> = {}) {
	const parsed = entries.flatMap(([text, replicas]) => {
		const cron = parseCron(text);
		return cron.ok ? [{ cron: cron.cron, replicas }] : [];
	});
	return policyOf({
		schedules: [{ members: [{ name: "chat" }], zone: "UTC", entries: parsed }],
		...parts,
	});
}

const rest = { from: at("12:00"), to: at("24:00") };
const ratesOf = (policy: Policy, observed = endpointOf()) =>
	scheduledRates([postureOf({ observed })], policy, rest);

/** One endpoint at $1/h, min 1 max 4, that has cost $20 so far. */
function summaryWith(policy: Policy): BudgetSummary {
	return {
		periodKey: day.key,
		at: at("12:00"),
		spent: exactly(20),
		ratePerHour: exactly(2),
		bins: [],
		floorPerHour: usd(1),
		ceilingPerHour: usd(4),
		scheduled: ratesOf(policy),
		forecast: null,
	};
}

function readingOf(summary: BudgetSummary, clock: string) {
	const now = at(clock);
	return readSpend({
		summary,
		cursor: cursorOf({ observedUntil: now }),
		budget: policyOf().budget,
		period: day,
		now,
		staleAfterMs: 180_000,
	});
}

describe("schedules that are still due", () => {
	test("raise the floor from their instant on, and the ceiling where they raise the maximum", () => {
		expect(ratesOf(scheduled([["0 18 * * *", 6]]))).toEqual([
			{ at: at("18:00"), floorPerHour: usd(5), ceilingPerHour: usd(2) },
		]);
	});

	test("lower the floor again, and no ceiling: an entry can be put off", () => {
		const day2 = scheduled([
			["0 14 * * *", 6],
			["0 18 * * *", 0],
		]);
		expect(ratesOf(day2)).toEqual([
			{ at: at("14:00"), floorPerHour: usd(5), ceilingPerHour: usd(2) },
			{ at: at("18:00"), floorPerHour: usd(-1), ceilingPerHour: usd(2) },
		]);
	});

	test("wake what is paused now", () => {
		const paused = endpointOf({ state: "paused", minReplica: 1, maxReplica: 2 });
		expect(ratesOf(scheduled([["0 20 * * *", 2]]), paused)).toEqual([
			{ at: at("20:00"), floorPerHour: usd(2), ceilingPerHour: usd(2) },
		]);
	});

	test("say nothing of what is protected, of other endpoints, and of what was due before", () => {
		const entries = [["0 18 * * *", 6]] as const;
		expect(ratesOf(scheduled(entries, { rules: [{ name: "chat", protected: true }] }))).toEqual([]);
		expect(ratesOf(scheduled(entries), endpointOf({ name: "other" }))).toEqual([]);
		expect(ratesOf(scheduled([["0 11 * * *", 6]]))).toEqual([]);
	});
});

describe("the day's end with schedules", () => {
	const summary = summaryWith(scheduled([["0 18 * * *", 6]]));

	test("is at least and at most what they ask for, to the cent", () => {
		// 6 h at 1 and 6 h at 6; 12 h at 4 and 2 more for 6 h.
		expect(configuredSpend(summary, rest)).toEqual({
			floorMicroUsd: usd(42),
			ceilingMicroUsd: usd(60),
			scheduledMicroUsd: usd(12),
		});
		const reading = readingOf(summary, "12:00");
		expect([reading.floorMicroUsd, reading.ceilingMicroUsd]).toEqual([usd(62), usd(80)]);
	});

	test("makes a verdict certain that the present configuration alone leaves open", () => {
		const heavy = summaryWith(scheduled([["0 13 * * *", 9]]));
		expect(readingOf(heavy, "12:00").verdict).toBe("certain");
		expect(readingOf({ ...heavy, scheduled: [] }, "12:00").verdict).not.toBe("certain");
	});

	test("goes on counting from the entry on, once it is due", () => {
		const { floorMicroUsd, spent } = readingOf(summary, "20:00");
		expect(floorMicroUsd - spent.lo).toBe(usd(24));
	});
});
