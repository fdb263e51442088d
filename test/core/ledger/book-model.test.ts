import fc from "fast-check";
import { expect, test } from "vitest";
import { bookEstimate, bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { lotsOf, mergeLots } from "../../../shared/core/ledger/lots.ts";
import { stageBilling } from "../../../shared/core/ledger/stage-billing.ts";
import type { StageRange } from "../../../shared/domain/endpoint.ts";
import { minuteMs, type Range } from "../../../shared/domain/instant.ts";
import type { EstimatedSpan, HourItem, Lot } from "../../../shared/domain/ledger.ts";
import type { Price } from "../../../shared/domain/price.ts";
import { knownPrice, midnight } from "../fixture.ts";

type Read = { window: Range; ranges: readonly StageRange[]; price: Price };
type Act = { read: Read } | { estimate: EstimatedSpan };

/** What is known of one minute; the model keeps sixty of these and no intervals at all. */
type Minute = {
	stages: Map<string, readonly StageRange[]> | null;
	counts: { lo: number; point: number; hi: number } | null;
	price: Price | null;
};

const minutesOfHour = 60;
const instant = fc.integer({ min: -10, max: 70 }).map((minute) => midnight + minute * minuteMs);
const range: fc.Arbitrary<Range> = fc
	.tuple(instant, instant)
	.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const price = fc.constantFrom<Price>(knownPrice(1), knownPrice(2.5), {
	lo: 500_000,
	point: 9_000_000,
	hi: 9_000_000,
	known: false,
});
const stage = fc.constantFrom("pending", "pulling", "initializing", "running", "stopped", "novel");
const stageRange: fc.Arbitrary<StageRange> = fc
	.tuple(range, fc.constantFrom("r1", "r2", "r3"), stage)
	.map(([window, replicaId, name]) => ({ ...window, replicaId, stage: name }));
const read: fc.Arbitrary<Act> = fc
	.record({ window: range, ranges: fc.array(stageRange, { maxLength: 6 }), price })
	.map((each) => ({ read: each }));
const estimate: fc.Arbitrary<Act> = fc
	.tuple(range, price, fc.nat(2), fc.nat(2), fc.nat(2))
	.map(([window, own, lo, more, most]) => ({
		estimate: {
			...window,
			source: "sampled",
			price: own,
			replicasLo: lo,
			replicasPoint: lo + more,
			replicasHi: lo + more + most,
		},
	}));
const acts = fc.array(fc.oneof(read, estimate), { maxLength: 10 });

test("every instant of every replica counts once: the ledger equals a model that knows each minute by itself", () => {
	fc.assert(
		fc.property(acts, range, (booked, window) => {
			const item = booked.reduce(bookAct, emptyHour("chat", 0, midnight));
			expect(lotsOf(item, window)).toEqual(lotsOfModel(modelOf(booked), window));
		}),
		{ numRuns: 400 },
	);
});

test("estimates never stand where stage ranges were read, and no two stand at one instant", () => {
	fc.assert(
		fc.property(acts, (booked) => {
			const item = booked.reduce(bookAct, emptyHour("chat", 0, midnight));
			const taken = [...item.covered, ...item.estimates].toSorted((a, b) => a.from - b.from);
			for (const [index, each] of taken.entries()) {
				expect(each.to).toBeGreaterThan(each.from);
				expect(each.to).toBeLessThanOrEqual(taken[index + 1]?.from ?? midnight + 60 * minuteMs);
			}
		}),
	);
});

test("whatever was booked, in any part of the hour lo is at most point and point at most hi", () => {
	fc.assert(
		fc.property(acts, range, (booked, window) => {
			const item = booked.reduce(bookAct, emptyHour("chat", 0, midnight));
			for (const lot of lotsOf(item, window)) {
				expect(lot.lo).toBeLessThanOrEqual(lot.point);
				expect(lot.point).toBeLessThanOrEqual(lot.hi);
			}
		}),
	);
});

test("booking the same thing again changes nothing", () => {
	fc.assert(
		fc.property(acts, fc.oneof(read, estimate), (booked, last) => {
			const once = [...booked, last].reduce(bookAct, emptyHour("chat", 0, midnight));
			expect(bookAct(once, last)).toEqual(once);
		}),
	);
});

function bookAct(item: HourItem, act: Act): HourItem {
	return "read" in act ? bookTruth(item, act.read) : bookEstimate(item, act.estimate);
}

function modelOf(booked: readonly Act[]): Minute[] {
	const minutes: Minute[] = Array.from({ length: minutesOfHour }, () => ({
		stages: null,
		counts: null,
		price: null,
	}));
	for (const act of booked) {
		for (const [index, minute] of minutes.entries()) {
			const now = midnight + index * minuteMs;
			minutes[index] = "read" in act ? readAt(minute, act.read, now) : assumeAt(minute, act, now);
		}
	}
	return minutes;
}

function readAt(before: Minute, { window, ranges, price: fresh }: Read, now: number): Minute {
	if (!covers(window, now)) return before;
	const standing = ranges.filter((each) => covers(each, now));
	const stages = Map.groupBy(standing, (each) => each.replicaId);
	const kept = before.price?.known === true ? before.price : fresh;
	return { stages, counts: null, price: stages.size === 0 ? null : kept };
}

function assumeAt(before: Minute, act: { estimate: EstimatedSpan }, now: number): Minute {
	const { estimate: own } = act;
	if (before.stages !== null || !covers(own, now)) return before;
	const { replicasLo: lo, replicasPoint: point, replicasHi: hi } = own;
	return { stages: null, counts: { lo, point, hi }, price: own.price };
}

function lotsOfModel(minutes: readonly Minute[], window: Range): Lot[] {
	return mergeLots(
		minutes.flatMap((minute, index) => {
			const now = midnight + index * minuteMs;
			if (minute.price === null || !covers(window, now)) return [];
			const { lo, point, hi } = minute.counts ?? countsOf([...(minute.stages ?? []).values()]);
			const lot = { lo: lo * minuteMs, point: point * minuteMs, hi: hi * minuteMs };
			return [{ price: minute.price, ...lot }];
		}),
	);
}

/** A replica is billed while any of its ranges says so. */
function countsOf(replicas: readonly (readonly StageRange[])[]) {
	const counting = (holds: (billing: string) => boolean) =>
		replicas.filter((own) => own.some(({ stage: name }) => holds(stageBilling(name)))).length;
	const most = counting((each) => each !== "unbilled");
	return { lo: counting((each) => each === "billed"), point: most, hi: most };
}

function covers({ from, to }: Range, now: number): boolean {
	return from <= now && now < to;
}
