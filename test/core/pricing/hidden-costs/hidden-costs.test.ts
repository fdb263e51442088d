import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../../shared/config/accounting-schema.ts";
import { bookTruth, emptyHour } from "../../../../shared/core/ledger/book.ts";
import { hiddenCosts } from "../../../../shared/core/pricing/hidden-costs/hidden-costs.ts";
import {
	egressCost,
	modelGb,
	overheadCost,
	storageCost,
	transferCost,
} from "../../../../shared/core/pricing/hidden-costs/rates.ts";
import { stageEvents } from "../../../../shared/core/pricing/hidden-costs/stage-events.ts";
import { hourMs, hourOf, minuteMs } from "../../../../shared/domain/instant.ts";
import type { HourItem } from "../../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../../shared/domain/money.ts";
import { endpointOf, midnight, postureOf } from "../../fixture.ts";

const rates = defaultAccounting.hiddenCosts;
const billion = 1e9;
const createdAt = midnight - 10 * 24 * hourMs;
const price = { lo: 800_000, point: 800_000, hi: 800_000, known: true };

describe("the guide's worked examples", () => {
	test("a cold start of a 13B model fetches 26 GB for $2.34", () => {
		const gb = modelGb(13 * billion, rates);
		expect(gb).toBe(26);
		expect(transferCost({ gb, coldStarts: 1 }, rates)).toBe(microUsdOf(2.34));
	});

	test("50 scale events a day are $100 to $250", () => {
		expect(overheadCost(50, rates)).toEqual({ lo: microUsdOf(100), hi: microUsdOf(250) });
	});

	test("storage is three times the model's size", () => {
		const month = 30 * 24 * hourMs;
		const one = storageCost({ gb: 26, ms: month }, { ...rates, storageCopies: 1 });
		expect(one).toBe(microUsdOf(26 * 0.018));
		expect(storageCost({ gb: 26, ms: month }, rates)).toBe(3 * one);
	});

	test("traffic across regions is $0.09 a GB", () => {
		expect(egressCost(24 * hourMs, { ...rates, egressGbPerDay: 100 })).toBe(microUsdOf(9));
		expect(egressCost(24 * hourMs, rates)).toBe(0);
	});
});

/** Stage ranges in minutes of the day, `replica stage from to`, read for the whole day. */
function booked(...lines: readonly string[]): HourItem[] {
	const ranges = lines.map((line) => {
		const [replicaId = "", stage = "", from = "", to = ""] = line.split(" ");
		return {
			replicaId,
			stage,
			from: midnight + Number(from) * minuteMs,
			to: midnight + Number(to) * minuteMs,
		};
	});
	const window = { from: midnight - hourMs, to: midnight + 24 * hourMs };
	return Array.from({ length: 25 }, (_, index) => {
		const empty = emptyHour("chat", createdAt, hourOf(window.from) + index * hourMs);
		return bookTruth(empty, { window, ranges, price });
	});
}

const day = { from: midnight, to: midnight + 24 * hourMs };

describe("what stage ranges show", () => {
	test("a cold start is a replica that initialises while none runs, and $0.053 of an L4 in 4 minutes", () => {
		const events = stageEvents(
			booked(
				"a initializing 10 14",
				"a running 14 300",
				"b initializing 20 24",
				"b running 24 60",
				"b terminating 60 61",
				"b stopped 61 62",
				"c initializing 400 404",
				"c running 404 500",
			),
			day,
		);
		expect(events.coldStarts).toBe(2);
		expect(events.scaleEvents).toBe(4);
		expect(events.initialising.point).toBe((3 * 4 * 800_000) / 60);
	});

	test("a stage that goes on over the hour is entered once, and one that ran before the window never", () => {
		const events = stageEvents(booked("a running -60 200", "b initializing -30 90"), day);
		expect(events).toMatchObject({ coldStarts: 0, scaleEvents: 0 });
		expect(events.initialising.point).toBe(Math.round((800_000 * 90) / 60));
	});

	test("where reading began, nothing is said to have begun", () => {
		const window = { from: midnight + hourMs, to: midnight + 2 * hourMs };
		const ranges = [{ replicaId: "a", stage: "initializing", ...window }];
		const item = bookTruth(emptyHour("chat", createdAt, window.from), { window, ranges, price });
		expect(stageEvents([item], day).coldStarts).toBe(0);
	});
});

describe("the whole estimate", () => {
	const items = booked("a initializing 10 14", "a running 14 300", "a terminating 300 301");
	const known = { model: "meta-llama/Llama-2-13b", parameters: 13 * billion, askedAt: midnight };
	const at = { window: day, items, rates };

	test("adds up what it names, and leaves initialising where it was metered", () => {
		const observed = endpointOf({ model: known.model });
		const costs = hiddenCosts({
			...at,
			postures: [postureOf({ createdAt, observed })],
			sizes: [known],
		});
		expect(costs.transferMicroUsd).toBe(microUsdOf(2.34));
		expect(costs.storageMicroUsd).toBe(microUsdOf((3 * 26 * 0.018) / 30));
		expect(costs.overheadMicroUsd).toEqual({ lo: microUsdOf(4), hi: microUsdOf(10) });
		expect(costs.totalMicroUsd.hi - costs.totalMicroUsd.lo).toBe(microUsdOf(6));
		expect(costs.totalMicroUsd.lo).toBe(microUsdOf(4 + 2.34) + costs.storageMicroUsd);
		expect(costs.unknownModels).toEqual([]);
	});

	test("leaves out a model whose size is unknown, and names it", () => {
		const observed = endpointOf({ model: "acme/private" });
		const postures = [postureOf({ createdAt, observed })];
		const costs = hiddenCosts({ ...at, postures, sizes: [known] });
		expect(costs).toMatchObject({ transferMicroUsd: 0, storageMicroUsd: 0 });
		expect(costs.endpoints[0]?.transferMicroUsd).toBeNull();
		expect(costs.unknownModels).toEqual(["acme/private"]);
	});

	test("grows with each of its causes and never below zero", () => {
		const count = fc.nat(1_000);
		fc.assert(
			fc.property(count, count, fc.double({ min: 0, max: 1e4, noNaN: true }), (few, more, gb) => {
				const least = Math.min(few, more);
				const most = Math.max(few, more);
				expect(overheadCost(least, rates).hi).toBeLessThanOrEqual(overheadCost(most, rates).hi);
				expect(overheadCost(most, rates).lo).toBeLessThanOrEqual(overheadCost(most, rates).hi);
				const transfer = (coldStarts: number) => transferCost({ gb, coldStarts }, rates);
				expect(transfer(least)).toBeLessThanOrEqual(transfer(most));
				expect(transfer(0)).toBe(0);
			}),
		);
	});
});
