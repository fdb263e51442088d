import { describe, expect, test } from "vitest";
import { isSteady } from "../../../shared/core/ledger/is-steady.ts";
import type { Endpoint, StageRange } from "../../../shared/domain/endpoint.ts";
import { secondMs } from "../../../shared/domain/instant.ts";
import { at, endpointOf } from "../fixture.ts";

const window = { from: at("04:00"), to: at("10:00") };
const toleranceMs = 2 * secondMs;
const whole = [rangeOf("r1", "03:00", "11:00"), rangeOf("r2", "04:00", "10:00")];

function steady(ranges: readonly StageRange[], endpoint: Endpoint = endpointOf()): boolean {
	return isSteady(endpoint, window, ranges, toleranceMs);
}

describe("two replicas of a list are steady", () => {
	test("when two were billed through the whole window, clipped or not", () => {
		expect(steady(whole)).toBe(true);
	});

	test("when one changed from initialising to running inside it: both are billed", () => {
		const [first] = whole;
		const parts = [
			{ ...rangeOf("r2", "04:00", "05:00"), stage: "initializing" },
			rangeOf("r2", "05:00", "10:00"),
		];
		expect(steady([...(first === undefined ? [] : [first]), ...parts])).toBe(true);
	});

	test("when ranges begin or end within the tolerance", () => {
		expect(steady([rangeOf("r1", "04:00:01", "09:59:59"), ...whole.slice(1)])).toBe(true);
		expect(steady([rangeOf("r1", "04:00:02", "09:59:59"), ...whole.slice(1)])).toBe(false);
	});
});

describe("two replicas of a list are not steady", () => {
	const cases: readonly (readonly [string, readonly StageRange[]])[] = [
		["when one is missing", whole.slice(0, 1)],
		["when a third ran for a while", [...whole, rangeOf("r3", "05:00", "05:01")]],
		["when one has a hole", [...whole.slice(0, 1), ...holed("r2")]],
		["when a billed stage is not documented and short", [...whole, stageOf("r3", "novel")]],
		["when nothing is known", []],
	];

	test.each(cases)("%s", (_, ranges) => {
		expect(steady(ranges)).toBe(false);
	});

	test("when ready and target differ, whatever the ranges say", () => {
		expect(steady(whole, endpointOf({ readyReplica: 1 }))).toBe(false);
	});
});

test("a replica that only waited or ended inside the window does not count", () => {
	expect(steady([...whole, { ...rangeOf("r3", "05:00", "06:00"), stage: "pending" }])).toBe(true);
	expect(steady([...whole, rangeOf("r3", "02:00", "03:30")])).toBe(true);
});

test("a paused endpoint is steady when nothing ran, and not when something did", () => {
	const paused = endpointOf({ state: "paused", readyReplica: 0, targetReplica: 0 });
	expect(steady([], paused)).toBe(true);
	expect(steady([rangeOf("r1", "04:00", "04:10")], paused)).toBe(false);
});

function rangeOf(replicaId: string, from: string, to: string): StageRange {
	return { replicaId, stage: "running", from: at(from), to: at(to) };
}

function stageOf(replicaId: string, stage: string): StageRange {
	return { ...rangeOf(replicaId, "05:00", "05:10"), stage };
}

function holed(replicaId: string): StageRange[] {
	return [rangeOf(replicaId, "04:00", "06:00"), rangeOf(replicaId, "06:10", "10:00")];
}
