import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bookTruth, emptyHour } from "../../../../shared/core/ledger/book.ts";
import { meteredBetween } from "../../../../shared/core/pricing/bill/metered-between.ts";
import { hourMs, minuteMs, secondMs } from "../../../../shared/domain/instant.ts";
import { addBounds, noMoney } from "../../../../shared/domain/money.ts";

/** A micro-dollar for each second, so that charges can be read as seconds. */
const price = { lo: 3_600, point: 3_600, hi: 3_600, known: true };

type Run = { readonly replicaId: string; readonly from: number; readonly to: number };

function booked(runs: readonly Run[], hours = 1) {
	const ranges = runs.map((run) => ({ ...run, stage: "running" }));
	const window = { from: 0, to: hours * hourMs };
	return Array.from({ length: hours }, (_, hour) =>
		bookTruth(emptyHour("chat", 0, hour * hourMs), { window, ranges, price }),
	);
}

function seconds(
	runs: readonly Run[],
	rounding: "millisecond" | "minute",
	window = { from: 0, to: hourMs },
) {
	const items = booked(runs, Math.ceil(window.to / hourMs));
	const [chat] = meteredBetween({ window, items, postures: [], rounding });
	return (chat?.parts ?? []).reduce((sum, { metered }) => addBounds(sum, metered), noMoney);
}

describe("a started minute", () => {
	const run = { replicaId: "a", from: 10 * minuteMs, to: 11 * minuteMs + secondMs };

	test("is a whole one where the bill counts so, and what it is where not", () => {
		expect(seconds([run], "millisecond").point).toBe(61);
		expect(seconds([run], "minute")).toEqual({ lo: 120, point: 120, hi: 120 });
		expect(seconds([{ ...run, to: 11 * minuteMs }], "minute").point).toBe(60);
	});

	test("counts where the replica ends, not where an hour or a quarter does", () => {
		const over = { ...run, to: 70 * minuteMs + secondMs };
		const both = seconds([over], "minute", { from: 0, to: 2 * hourMs });
		expect(both.point).toBe(61 * 60);
		expect(seconds([over], "minute").point).toBe(50 * 60);
	});

	test("is within a minute where the beginning of the replica lies before what is looked at", () => {
		const early = { replicaId: "a", from: 0, to: 90 * minuteMs + secondMs };
		const known = seconds([early], "minute", { from: 0, to: 2 * hourMs });
		expect(known).toEqual({ lo: 5_401, point: 5_431, hi: 5_461 });
	});

	test("is never cheaper than the milliseconds, and never a minute a replica dearer", () => {
		const runs = fc.array(fc.tuple(fc.nat(3_000), fc.integer({ min: 1, max: 500 })), {
			maxLength: 6,
		});
		fc.assert(
			fc.property(runs, (given) => {
				const all = given.map(([from, length], index) => ({
					replicaId: `r${index}`,
					from: (from + 1) * secondMs,
					to: (from + 1 + length) * secondMs,
				}));
				const exact = seconds(all, "millisecond").point;
				const rounded = seconds(all, "minute").point;
				expect(rounded).toBeGreaterThanOrEqual(exact);
				expect(rounded).toBeLessThanOrEqual(exact + 60 * all.length);
			}),
		);
	});
});

test("the parts of a window add up to the window, wherever it is cut", () => {
	const run = { replicaId: "a", from: 5 * minuteMs, to: 50 * minuteMs };
	fc.assert(
		fc.property(fc.nat(hourMs), (cut) => {
			const before = seconds([run], "millisecond", { from: 0, to: Math.max(1, cut) });
			const after = seconds([run], "millisecond", { from: Math.max(1, cut), to: hourMs });
			expect(Math.abs(before.point + after.point - 45 * 60)).toBeLessThanOrEqual(1);
		}),
	);
});
