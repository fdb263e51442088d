import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bookEstimate, bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { chargeOf, lotsOf } from "../../../shared/core/ledger/lots.ts";
import { reprice, repricingOf } from "../../../shared/core/ledger/reprice.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Price } from "../../../shared/domain/price.ts";

const price = (micro: number): Price => ({ lo: micro, point: micro, hi: micro, known: true });
const before = price(800_000);
const after = price(1_200_000);
const hour = { from: 0, to: hourMs };

function booked(from: number, to: number) {
	const ranges = [{ replicaId: "a", stage: "running", from, to }];
	return bookTruth(emptyHour("chat", 0, 0), { window: hour, ranges, price: before });
}

function repricing(confirmedAt: number | null, seenAt: number) {
	const found = repricingOf({ before, after, confirmedAt, earliest: 0, seenAt });
	if (found === null) throw new Error("the price moved");
	return found;
}

describe("a price that moved between two readings of the list", () => {
	test("leaves bounds that hold the bill, whenever it moved and however the replica ran", () => {
		const minute = fc.nat(60).map((at) => at * minuteMs);
		fc.assert(
			fc.property(minute, minute, minute, minute, (a, b, c, d) => {
				const [confirmedAt = 0, movedAt = 0, seenAt = 0] = [a, b, c].sort((x, y) => x - y);
				if (confirmedAt === seenAt) return;
				const [from, to] = [Math.min(d, b), Math.max(d, b)];
				const item = reprice(booked(from, to), repricing(confirmedAt, seenAt));
				const { lo, point, hi } = chargeOf(lotsOf(item, { from: 0, to: seenAt }));
				const old = Math.max(0, Math.min(to, movedAt) - from);
				const fresh = Math.max(0, Math.min(to, seenAt) - Math.max(from, movedAt));
				const bill = Math.round((old * 800_000 + fresh * 1_200_000) / hourMs);
				expect(lo).toBeLessThanOrEqual(bill + 1);
				expect(hi).toBeGreaterThanOrEqual(bill - 1);
				const unmoved = chargeOf(lotsOf(booked(from, to), { from: 0, to: seenAt })).point;
				expect(Math.abs(point - unmoved)).toBeLessThanOrEqual(1);
			}),
		);
	});

	test("is the same when it is booked twice, and when the ranges are read again", () => {
		const move = repricing(10 * minuteMs, 40 * minuteMs);
		const once = reprice(booked(0, hourMs), move);
		expect(reprice(once, move)).toEqual(once);
		const ranges = [{ replicaId: "a", stage: "running", ...hour }];
		const window = { from: 0, to: 40 * minuteMs };
		const again = bookTruth(once, { window, ranges, price: after });
		const charge = (item: typeof once) => chargeOf(lotsOf(item, window));
		expect(charge(again)).toEqual(charge(once));
	});

	test("touches estimates as well, and no time outside of the two readings", () => {
		const span = { from: 0, to: hourMs, source: "sampled" as const, price: before };
		const counts = { replicasLo: 1, replicasPoint: 1, replicasHi: 1 };
		const item = bookEstimate(emptyHour("chat", 0, 0), { ...span, ...counts });
		const { estimates } = reprice(item, repricing(10 * minuteMs, 40 * minuteMs));
		expect(estimates.map(({ from, to, price: { hi } }) => [from, to, hi])).toEqual([
			[0, 10 * minuteMs, 800_000],
			[10 * minuteMs, 40 * minuteMs, 1_200_000],
			[40 * minuteMs, hourMs, 800_000],
		]);
	});

	test("that was never confirmed, the catalogue's, is doubted from the beginning", () => {
		expect(repricing(null, hourMs)).toMatchObject({ from: 0, to: hourMs });
	});

	test("is no move where it is the same, an assumption, or confirmed until now", () => {
		const move = { before, after, confirmedAt: 0, earliest: 0, seenAt: hourMs };
		expect(repricingOf({ ...move, after: before })).toBeNull();
		expect(repricingOf({ ...move, before: { ...before, known: false } })).toBeNull();
		expect(repricingOf({ ...move, confirmedAt: hourMs })).toBeNull();
	});
});
