import fc from "fast-check";
import { expect, test } from "vitest";
import { bookTruth, emptyHour } from "../../../../shared/core/ledger/book.ts";
import { meteredBetween } from "../../../../shared/core/pricing/bill/metered-between.ts";
import { hourMs, minuteMs } from "../../../../shared/domain/instant.ts";
import { addBounds, noMoney } from "../../../../shared/domain/money.ts";
import { postureOf } from "../../fixture.ts";

/** A micro-dollar for each second, so that charges can be read as seconds. */
const price = { lo: 3_600, point: 3_600, hi: 3_600, known: true };
const hour = { from: 0, to: hourMs };

/** Five to fifty past, and an open end of two replicas from then on. */
function seconds(window: { from: number; to: number }, isOpen = false) {
	const ranges = [{ replicaId: "a", stage: "running", from: 5 * minuteMs, to: 50 * minuteMs }];
	const item = bookTruth(emptyHour("chat", 0, 0), { window: hour, ranges, price });
	const posture = postureOf({ since: 50 * minuteMs, price });
	const postures = isOpen ? [{ ...posture, replicasLo: 2, replicasPoint: 2, replicasHi: 2 }] : [];
	const metered = meteredBetween({ window, items: [item], postures });
	expect(metered.map(({ endpoint }) => endpoint)).toEqual(["chat"]);
	const parts = metered.flatMap((each) => each.parts);
	return parts.reduce((sum, part) => addBounds(sum, part.metered), noMoney).point;
}

test("a window holds what was booked in it, and the open end of the ledger", () => {
	expect(seconds(hour)).toBe(45 * 60);
	expect(seconds(hour, true)).toBe(45 * 60 + 2 * 10 * 60);
});

test("the parts of a window add up to the window, wherever it is cut", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: hourMs - 1 }), (cut) => {
			const both = seconds({ from: 0, to: cut }) + seconds({ from: cut, to: hourMs });
			expect(Math.abs(both - seconds(hour))).toBeLessThanOrEqual(1);
		}),
	);
});
