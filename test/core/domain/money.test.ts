import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chargeOf, mergeLots } from "../../../shared/core/ledger/lots.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import type { Lot } from "../../../shared/domain/ledger.ts";
import { addBounds, chargeMicroUsd, microUsdOf } from "../../../shared/domain/money.ts";
import { knownPrice } from "../fixture.ts";

/** Half up, by doubling: another way to the same rounding. */
function reference(replicaMs: number, price: number): bigint {
	const product = 2n * BigInt(replicaMs) * BigInt(price) + 3_600_000n;
	return product / 7_200_000n;
}

const replicaMs = fc.integer({ min: 0, max: 400 * 24 * hourMs });
const price = fc.integer({ min: 0, max: 2_000_000_000 });

describe("a charge", () => {
	test("is exact beyond 2^53, for any time and price", () => {
		fc.assert(
			fc.property(replicaMs, price, (ms, micro) => {
				expect(BigInt(chargeMicroUsd(ms, micro))).toBe(reference(ms, micro));
			}),
		);
	});

	test("is decided to the last half of a micro-dollar where floating point has lost it", () => {
		const hours = fc.integer({ min: 1_000, max: 9_000 });
		const dollars = fc.integer({ min: 10, max: 400 });
		fc.assert(
			fc.property(hours, dollars, fc.constantFrom(-1, 0), (count, steps, below) => {
				const half = 1_800_000 + below;
				const ms = count * hourMs + 1;
				const micro = steps * 3_600_000 + half;
				expect(ms * micro).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
				expect(BigInt(chargeMicroUsd(ms, micro))).toBe(reference(ms, micro));
			}),
		);
	});

	test("of two replica-days at $80/h is $3,840, and of a millisecond more 22 micro-dollars more", () => {
		const ms = 2 * 24 * hourMs;
		expect(chargeMicroUsd(ms, microUsdOf(80))).toBe(3_840_000_000);
		expect(chargeMicroUsd(ms + 1, microUsdOf(80))).toBe(3_840_000_022);
	});

	test.each([
		[1_799_999, 1, 0],
		[1_800_000, 1, 1],
		[5_399_999, 1, 1],
		[5_400_000, 1, 2],
		[0, 80_000_000, 0],
	])("of %i replica-ms at %i micro-dollars an hour is rounded half up to %i", (ms, micro, want) => {
		expect(chargeMicroUsd(ms, micro)).toBe(want);
	});

	test("refuses a time that is not a whole number of milliseconds", () => {
		expect(() => chargeMicroUsd(0.5, 1)).toThrow(RangeError);
	});

	test("never falls when time or price rises", () => {
		fc.assert(
			fc.property(replicaMs, replicaMs, price, (a, b, micro) => {
				const [less, more] = a < b ? [a, b] : [b, a];
				expect(chargeMicroUsd(less, micro)).toBeLessThanOrEqual(chargeMicroUsd(more, micro));
			}),
		);
	});
});

describe("a sum of charges", () => {
	test("is the charge of the summed time: a day in a thousand pieces costs what the day costs", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 1_000 }),
				fc.integer({ min: 1, max: 80_000_000 }),
				(pieces, micro) => {
					const lots = pieces.map((ms) => lotOf(ms, micro));
					const whole = pieces.reduce((sum, ms) => sum + ms, 0);
					expect(chargeOf(lots).point).toBe(chargeMicroUsd(whole, micro));
				},
			),
		);
	});

	test("of pieces that are each worth less than half a micro-dollar is not zero", () => {
		const pieces = Array.from({ length: 1_000 }, () => lotOf(1, 1_000_000));
		expect(chargeMicroUsd(1, 1_000_000)).toBe(0);
		expect(chargeOf(pieces).point).toBe(278);
	});

	test("does not depend on the order of the pieces, nor on how they were merged before", () => {
		const lot = fc.record({
			price: fc.constantFrom(knownPrice(1), knownPrice(2.5), { ...knownPrice(1), lo: 5 }),
			lo: fc.nat(1_000),
			point: fc.nat(1_000),
			hi: fc.nat(1_000),
		});
		fc.assert(
			fc.property(fc.array(lot), fc.nat(20), (lots, cut) => {
				const merged = mergeLots([...mergeLots(lots.slice(cut)), ...mergeLots(lots.slice(0, cut))]);
				expect(merged).toEqual(mergeLots(lots.toReversed()));
				expect(chargeOf(merged)).toEqual(chargeOf(lots));
			}),
		);
	});

	test("adds lo to lo, point to point, hi to hi", () => {
		const sum = addBounds({ lo: 1, point: 20, hi: 300 }, { lo: 4, point: 50, hi: 600 });
		expect(sum).toEqual({ lo: 5, point: 70, hi: 900 });
	});
});

test("a price as the vendor writes it becomes whole micro-dollars", () => {
	expect([0.033, 0.1, 80, 1.005].map(microUsdOf)).toEqual([33_000, 100_000, 80_000_000, 1_005_000]);
});

function lotOf(ms: number, micro: number): Lot {
	const price = { lo: micro, point: micro, hi: micro, known: true };
	return { price, lo: ms, point: ms, hi: ms };
}
