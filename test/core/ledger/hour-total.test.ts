import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bookEstimate, bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { binMs, hourTotal } from "../../../shared/core/ledger/hour-total.ts";
import { lotsOf, mergeLots } from "../../../shared/core/ledger/lots.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { HourItem } from "../../../shared/domain/ledger.ts";
import { knownPrice, midnight } from "../fixture.ts";

const hour = { from: midnight, to: midnight + hourMs };
const instant = fc.integer({ min: 0, max: hourMs }).map((ms) => midnight + ms);
const price = fc.constantFrom(knownPrice(1), knownPrice(0.033), { ...knownPrice(4), lo: 500_000 });
const item: fc.Arbitrary<HourItem> = fc
	.record({ from: instant, to: instant, read: instant, price, lo: fc.nat(3), more: fc.nat(3) })
	.map(({ from, to, read, price: own, lo, more }) => {
		const counts = { replicasLo: lo, replicasPoint: lo + more, replicasHi: lo + more };
		const start = emptyHour("chat", 0, midnight);
		const assumed = bookEstimate(start, { from, to, source: "changed", ...counts, price: own });
		const ranges = [{ from, to: to + minuteMs, replicaId: "r1", stage: "running" }];
		return bookTruth(assumed, { window: { from: read, to: hour.to }, ranges, price: own });
	});

describe("the total of an hour", () => {
	test("is the sum of its items, to the replica-millisecond", () => {
		fc.assert(
			fc.property(fc.array(item, { maxLength: 5 }), (items) => {
				const total = hourTotal(midnight, items);
				const summed = items.flatMap((each) => lotsOf(each, hour));
				expect(mergeLots(total.bins.flat())).toEqual(mergeLots(summed));
			}),
		);
	});

	test("does not depend on the order of its items", () => {
		fc.assert(
			fc.property(fc.array(item, { maxLength: 5 }), (items) => {
				expect(hourTotal(midnight, items.toReversed())).toEqual(hourTotal(midnight, items));
			}),
		);
	});

	test("has twelve bins of five minutes, empty ones included", () => {
		const { bins, hour: of } = hourTotal(midnight, []);
		expect([of, bins.length * binMs]).toEqual([midnight, hourMs]);
		expect(bins.flat()).toEqual([]);
	});

	test("keeps what happened in a bin in that bin", () => {
		const from = midnight + 7 * minuteMs;
		const counts = { replicasLo: 1, replicasPoint: 1, replicasHi: 1 };
		const one = bookEstimate(emptyHour("chat", 0, midnight), {
			from,
			to: from + 10 * minuteMs,
			source: "sampled",
			...counts,
			price: knownPrice(1),
		});
		const points = hourTotal(midnight, [one]).bins.map(([lot]) => (lot?.point ?? 0) / minuteMs);
		expect(points).toEqual([0, 3, 5, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
	});
});
