import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bookEstimate, bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { clip, unionOf } from "../../../shared/core/ledger/intervals.ts";
import { chargeOf, lotsOf } from "../../../shared/core/ledger/lots.ts";
import type { StageRange } from "../../../shared/domain/endpoint.ts";
import { hourMs, minuteMs, type Range } from "../../../shared/domain/instant.ts";
import type { EstimatedSpan, HourItem } from "../../../shared/domain/ledger.ts";
import type { Price } from "../../../shared/domain/price.ts";
import { at, exactly, knownPrice, midnight } from "../fixture.ts";

const dollar = knownPrice(1);
const hour: Range = { from: midnight, to: midnight + hourMs };

/** One replica's life: stages one after another, the first beginning before or inside the hour. */
const life = fc
	.record({
		replicaId: fc.constantFrom("r1", "r2", "r3", "r4"),
		start: fc.integer({ min: -90, max: 50 }),
		lengths: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
	})
	.map(({ replicaId, start, lengths }) => stagesOf(replicaId, start, lengths));
const fleet = fc
	.uniqueArray(life, { maxLength: 4, selector: ([first]) => first?.replicaId })
	.map((lives) => lives.flat());
const window = fc
	.tuple(fc.integer({ min: -10, max: 60 }), fc.integer({ min: 0, max: 30 }))
	.map(([from, length]) => ({
		from: midnight + from * minuteMs,
		to: midnight + (from + length) * minuteMs,
	}));
const reads = fc.array(fc.record({ window, clipped: fc.boolean() }), { maxLength: 8 });

describe("stage ranges", () => {
	test("may be read in any order, twice, overlapping, clipped to the window or whole: the item is the same", () => {
		fc.assert(
			fc.property(fleet, reads, fc.nat(), (ranges, asked, turn) => {
				const other = [...asked.slice(turn % 8), ...asked, ...asked.slice(0, turn % 8)];
				const unclipped = asked.map((each) => ({ window: each.window, clipped: false }));
				const once = unionOf(asked.map((each) => each.window)).map((each) => ({
					window: each,
					clipped: true,
				}));
				const item = readAll(ranges, asked);
				expect(readAll(ranges, other.toReversed())).toEqual(item);
				expect(readAll(ranges, unclipped)).toEqual(item);
				expect(readAll(ranges, once)).toEqual(item);
			}),
		);
	});

	test("stand alone where they were read, whether the assumption came before or after", () => {
		fc.assert(
			fc.property(fleet, reads, window, (ranges, asked, assumed) => {
				const assumption = estimateOf(assumed, 2);
				const before = readAll(ranges, asked, bookEstimate(empty(), assumption));
				const after = bookEstimate(readAll(ranges, asked), assumption);
				expect(after).toEqual(before);
			}),
		);
	});

	test("say everything once the whole hour was read: no estimate is left and lo equals point for documented stages", () => {
		const assumed = bookEstimate(empty(), { ...estimateOf(hour, 3), source: "gap" });
		const ranges = [stageOf("r1", "running", "00:10", "00:40")];
		const item = bookTruth(assumed, { window: hour, ranges, price: dollar });
		expect(item.estimates).toEqual([]);
		expect(chargeOf(lotsOf(item, hour))).toEqual(exactly(0.5));
	});

	test("that say nothing ran replace an assumption that something did", () => {
		const assumed = bookEstimate(empty(), estimateOf(hour, 3));
		const item = bookTruth(assumed, { window: hour, ranges: [], price: dollar });
		expect(lotsOf(item, hour)).toEqual([]);
	});

	test("outside the hour book nothing and leave the very item", () => {
		const item = empty();
		const window = { from: at("01:00"), to: at("02:00") };
		expect(bookTruth(item, { window, ranges: [], price: dollar })).toBe(item);
		expect(bookEstimate(item, estimateOf(window, 1))).toBe(item);
	});
});

describe("stages", () => {
	const stages = [
		["initializing", 1, 1],
		["running", 1, 1],
		["pending", 0, 0],
		["stopped", 0, 0],
		["downloading", 0, 1],
		["pulling", 0, 1],
		["terminating", 0, 1],
		["hibernating", 0, 1],
	] as const;

	test.each(stages)("%s counts %i in lo and %i in point and hi", (stage, lo, most) => {
		const ranges = [stageOf("r1", stage, "00:00", "01:00")];
		const item = bookTruth(empty(), { window: hour, ranges, price: dollar });
		const { [lo]: low, [most]: high } = [0, 1_000_000];
		expect(chargeOf(lotsOf(item, hour))).toEqual({ lo: low, point: high, hi: high });
	});

	test("of one replica that overlap are billed once, one inside the other too", () => {
		const ranges = [
			stageOf("r1", "initializing", "00:00", "00:30"),
			stageOf("r1", "running", "00:20", "00:50"),
			stageOf("r1", "pending", "00:25", "00:35"),
			stageOf("r1", "terminating", "00:40", "00:55"),
		];
		const item = bookTruth(empty(), { window: hour, ranges, price: dollar });
		const [lot] = lotsOf(item, hour);
		expect(lot).toMatchObject({ lo: 50 * minuteMs, point: 55 * minuteMs });
	});

	test("that end before they begin count nothing and hide nothing", () => {
		const ranges = [
			stageOf("r1", "running", "00:00", "00:30"),
			stageOf("r1", "terminating", "00:25", "00:10"),
		];
		const item = bookTruth(empty(), { window: hour, ranges, price: dollar });
		expect(lotsOf(item, hour)).toEqual([expect.objectContaining({ point: 30 * minuteMs })]);
	});
});

describe("a changed price", () => {
	const ranges = [stageOf("r1", "running", "00:00", "01:00")];
	const double = knownPrice(2);
	const until = (clock: string) => ({ from: midnight, to: at(clock) });

	test("splits the charge: instants that were booked keep their price, later ones take the new", () => {
		const first = bookTruth(empty(), { window: until("00:30"), ranges, price: dollar });
		const second = bookTruth(first, { window: hour, ranges, price: double });
		expect(chargeOf(lotsOf(second, hour))).toEqual(exactly(1.5));
		expect(bookTruth(second, { window: hour, ranges, price: double })).toEqual(second);
	});

	test("leaves the price of an assumption to the truth that replaces it", () => {
		const assumed = bookEstimate(empty(), estimateOf(until("00:30"), 2));
		const item = bookTruth(assumed, { window: hour, ranges, price: double });
		expect(chargeOf(lotsOf(item, hour))).toEqual(exactly(1.5));
	});

	test("holds for a replica of that time that was not known before", () => {
		const first = bookTruth(empty(), { window: until("00:30"), ranges, price: dollar });
		const late = [...ranges, stageOf("r2", "running", "00:00", "01:00")];
		const item = bookTruth(first, { window: hour, ranges: late, price: double });
		expect(chargeOf(lotsOf(item, hour))).toEqual(exactly(3));
	});

	test("replaces bounds that were booked while the hardware had no price", () => {
		const unpriced: Price = { lo: 1, point: 80_000_000, hi: 80_000_000, known: false };
		const first = bookTruth(empty(), { window: hour, ranges, price: unpriced });
		const item = bookTruth(first, { window: hour, ranges, price: dollar });
		expect(chargeOf(lotsOf(item, hour))).toEqual(exactly(1));
	});

	test("does not lose a known price when the list of prices forgets the hardware", () => {
		const unpriced: Price = { lo: 1, point: 80_000_000, hi: 80_000_000, known: false };
		const first = bookTruth(empty(), { window: hour, ranges, price: dollar });
		const item = bookTruth(first, { window: hour, ranges, price: unpriced });
		expect(item).toEqual(first);
	});
});

function empty(): HourItem {
	return emptyHour("chat", 0, midnight);
}

function readAll(
	ranges: readonly StageRange[],
	asked: readonly { window: Range; clipped: boolean }[],
	start: HourItem = empty(),
): HourItem {
	return asked.reduce((item, read) => {
		const seen = ranges.flatMap((range) => {
			const piece = clip(range, read.window);
			if (piece === null) return [];
			return [read.clipped ? { ...range, ...piece } : range];
		});
		return bookTruth(item, { window: read.window, ranges: seen, price: dollar });
	}, start);
}

function stagesOf(replicaId: string, start: number, lengths: readonly number[]): StageRange[] {
	const names = ["pending", "pulling", "initializing", "running", "terminating"];
	let from = midnight + start * minuteMs;
	return lengths.map((length, index) => {
		const range = { from, to: from + length * minuteMs, replicaId, stage: names[index] ?? "" };
		from = range.to;
		return range;
	});
}

function stageOf(replicaId: string, stage: string, from: string, to: string): StageRange {
	return { replicaId, stage, from: at(from), to: at(to) };
}

function estimateOf(range: Range, replicas: number): EstimatedSpan {
	return {
		...range,
		source: "sampled",
		replicasLo: replicas,
		replicasPoint: replicas,
		replicasHi: replicas,
		price: dollar,
	};
}
