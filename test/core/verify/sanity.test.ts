import { describe, expect, test } from "vitest";
import {
	ceilingOf,
	ceilingsAfter,
	countsAgree,
	type SanityInput,
	sanityProblems,
} from "../../../shared/core/verify/sanity.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { BudgetSummary, Posture } from "../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import {
	at,
	day,
	endpointOf,
	exactly,
	heldOf,
	knownPrice,
	postureOf,
	recordOf,
} from "../fixture.ts";

/** Three bins of five minutes before 12:00 that cost so much each. */
function spending(usd: number): BudgetSummary {
	const bins = [15, 10, 5].map((before) => ({
		from: at("12:00") - before * minuteMs,
		to: at("12:00") - (before - 5) * minuteMs,
		spent: exactly(usd),
	}));
	return {
		periodKey: day.key,
		at: at("12:00"),
		spent: exactly(100),
		ratePerHour: exactly(4),
		bins,
		floorPerHour: 0,
		ceilingPerHour: 0,
		forecast: null,
	};
}

/** One endpoint of at most four replicas at $4 an hour: no more than $4 can run in 15 minutes. */
function problems(usd: number, parts: Partial<SanityInput> = {}) {
	return sanityProblems({
		summary: spending(usd / 3),
		until: at("12:00"),
		now: at("12:00:20"),
		postures: [four()],
		held: [],
		records: [],
		ceilings: [],
		...parts,
	}).map(({ kind }) => kind);
}

function four(parts: Parameters<typeof endpointOf>[0] = {}): Posture {
	return postureOf({ price: knownPrice(4), observed: endpointOf({ maxReplica: 4, ...parts }) });
}

describe("what is metered in 15 minutes", () => {
	test("may be what all could cost and a tenth more, and not above", () => {
		expect(problems(4.3)).toEqual([]);
		expect(problems(4.5)).toEqual(["spend-above-ceiling"]);
	});

	test("a runaway of the account's own, above every maximum, is no nonsense", () => {
		const running = four({ maxReplica: 1, readyReplica: 9, targetReplica: 9 });
		expect(problems(8.9, { postures: [running] })).toEqual([]);
	});

	test("counts both versions of a rolling update, and what was held by what it was", () => {
		const rolling = four({ maxReplica: 2, readyReplica: 2, targetReplica: 2, state: "updating" });
		expect(ceilingOf({ postures: [rolling], held: [], records: [] })).toBe(microUsdOf(16));
		const one = four({ maxReplica: 1, readyReplica: 1, targetReplica: 1 });
		const facts = { postures: [one], held: [heldOf()], records: [recordOf()] };
		expect(ceilingOf(facts)).toBe(microUsdOf(16));
	});

	test("is compared with the highest ceiling in force in the interval or 15 minutes before", () => {
		const ceilings = [{ at: at("11:40"), perHour: microUsdOf(40) }];
		expect(problems(9, { ceilings })).toEqual([]);
	});
});

test("clocks may differ by a minute, and counters only count up", () => {
	const ahead = (clock: string) => [four({ updatedAt: at(clock) })];
	expect(problems(1, { postures: ahead("12:01:20") })).toEqual([]);
	expect(problems(1, { postures: ahead("12:01:21") })).toEqual(["clock-drift"]);
	const summary = { ...spending(1), spent: { lo: -1, point: 0, hi: 0 } };
	expect(problems(1, { summary })).toEqual(["negative-counter"]);
});

test("ceilings are remembered for half an hour, the one in force at its beginning included", () => {
	const seen = [
		{ at: at("11:00"), perHour: 1 },
		{ at: at("11:20"), perHour: 2 },
		{ at: at("11:45"), perHour: 3 },
	];
	expect(ceilingsAfter(seen, 3, at("12:00"))).toEqual(seen.slice(1));
	expect(ceilingsAfter(seen, 4, at("12:00")).map(({ perHour }) => perHour)).toEqual([2, 3, 4]);
});

test("lists and stages agree within a tenth", () => {
	expect([countsAgree(10, 9), countsAgree(10, 11), countsAgree(0, 0)]).toEqual([true, true, true]);
	expect([countsAgree(10, 8), countsAgree(10, 12), countsAgree(4, 0)]).not.toContain(true);
});
