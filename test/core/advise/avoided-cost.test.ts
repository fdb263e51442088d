import { describe, expect, test } from "vitest";
import { avoidedCost, counterfactual } from "../../../shared/core/advise/avoided-cost.ts";
import { ownCost } from "../../../shared/core/advise/own-cost.ts";
import { byAction, savingTotals } from "../../../shared/core/advise/saving-totals.ts";
import type { HourItem } from "../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Action, HourSaving } from "../../../shared/domain/saving.ts";
import { at, exactly, heldOf, knownPrice, recordOf } from "../fixture.ts";

const { endpoint, createdAt } = heldOf();

const action: Action = {
	endpoint,
	createdAt,
	generation: 1,
	method: "cap",
	isReal: true,
	mostReplicas: 1,
	from: at("11:00"),
	to: null,
};

/** So many replicas ran from 12:00 to 13:00, at $1 an hour. */
function ran(replicas: number): HourItem {
	const span = { from: at("12:00"), to: at("13:00"), source: "sampled" as const };
	const counts = { replicasLo: replicas, replicasPoint: replicas, replicasHi: replicas };
	const estimates = [{ ...span, ...counts, price: knownPrice(1) }];
	return { endpoint, createdAt, hour: at("12:00"), covered: [], spans: [], estimates };
}

function savedIn(parts: Partial<Parameters<typeof avoidedCost>[0]>): HourSaving["saved"] {
	return avoidedCost({
		action,
		record: recordOf({ replicas: 3, scaling: { minReplica: 1, maxReplica: 4 } }),
		window: { from: at("12:00"), to: at("13:00") },
		item: ran(1),
		posture: undefined,
		sameHour: [],
		firstHour: [],
		...parts,
	}).saved;
}

describe("what would have run without the action", () => {
	const record = recordOf({ replicas: 3, scaling: { minReplica: 1, maxReplica: 4 } });
	const of = (sameHour: number[], firstHour: number[] = []) =>
		counterfactual({ record, sameHour, firstHour });

	test("is at most the configured maximum, and without history at least the configured minimum", () => {
		expect(of([])).toEqual({ lo: 1, point: 3, hi: 4 });
	});

	test("is at least the lowest same hour of five days and more, and never more than ran before", () => {
		expect(of([2.5, 2, 2.2, 3, 2.4]).lo).toBe(2);
		expect(of([4, 4, 4, 4, 4]).lo).toBe(3);
		expect(of([2, 2, 2, 2]).lo).toBe(1);
	});

	test("follows the usual course of the day in between, scaled to what ran when the action began", () => {
		const five = (replicas: number) => [1, 2, 3, 4, 5].map(() => replicas);
		expect(of(five(1), five(2)).point).toBe(1.5);
		expect(of(five(4), five(2)).point).toBe(4);
	});
});

describe("the saving of an hour", () => {
	test("is what would have run less what ran, as an interval", () => {
		const [lo, point, hi] = [0, 2, 3].map(microUsdOf);
		expect(savedIn({})).toEqual({ lo, point, hi });
	});

	test("counts only the part of the hour in which the action stood", () => {
		const window = { from: at("12:00"), to: at("12:30") };
		expect(savedIn({ window }).hi).toBe(microUsdOf(1.5));
	});

	test("of a step that was only recorded is exact: what ran above what it would have left", () => {
		const recorded = { ...action, isReal: false };
		// Twelve slices of five minutes, each rounded to a micro-dollar.
		const two = savedIn({ action: recorded, item: ran(3) });
		expect(Math.abs(two.point - microUsdOf(2))).toBeLessThan(12);
		expect(two.lo).toBe(two.hi);
		expect(savedIn({ action: recorded, item: ran(1) })).toEqual(exactly(0));
		expect(savedIn({ action: { ...recorded, mostReplicas: 0 }, item: ran(3) })).toEqual(exactly(3));
	});
});

describe("totals", () => {
	const hour = (generation: number, lo: number, hi: number): HourSaving => ({
		endpoint,
		createdAt,
		generation,
		method: "cap",
		isReal: true,
		saved: { lo, point: (lo + hi) / 2, hi },
	});
	const hours = [
		{ hour: at("12:00"), savings: [hour(1, -1, 3), hour(2, -5, 5)] },
		{ hour: at("13:00"), savings: [hour(1, 3, 5)] },
	];

	test("sum an action over its hours, and leave out what is not proven", () => {
		expect(byAction(hours).map(({ saved }) => saved.point)).toEqual([5, 0]);
		const saved = { lo: 2, point: 5, hi: 8 };
		expect(savingTotals(hours, true)).toEqual({ saved, actions: 2, unproven: 1 });
		expect(savingTotals(hours, false).actions).toBe(0);
	});
});

test("a month of passes costs about what the budget of the guard itself allows", () => {
	const { microUsd } = ownCost(30 * 1_440);
	expect(microUsd).toBeGreaterThan(microUsdOf(0.1));
	expect(microUsd).toBeLessThan(microUsdOf(3));
});
