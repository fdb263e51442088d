import { describe, expect, test } from "vitest";
import { bookEstimate, bookTruth, emptyHour } from "../../../shared/core/ledger/book.ts";
import { lotsOf } from "../../../shared/core/ledger/lots.ts";
import { provenAge } from "../../../shared/core/ledger/proven-age.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { EstimatedSpan } from "../../../shared/domain/ledger.ts";
import { at, knownPrice } from "../fixture.ts";

const hour = { from: at("10:00"), to: at("11:00") };
const price = knownPrice(1);
const running = (replicaId: string, from: string, to: string) => ({
	replicaId,
	stage: "running",
	from: at(from),
	to: at(to),
});

function assumed(source: EstimatedSpan["source"], lo: number, point: number, hi: number) {
	const counts = { replicasLo: lo, replicasPoint: point, replicasHi: hi };
	return bookEstimate(emptyHour("chat", 0, hour.from), { ...hour, source, ...counts, price });
}

const minutesOf = (lots: readonly { lo: number; point: number; hi: number }[]) =>
	lots.map(({ lo, point, hi }) => [lo, point, hi].map((ms) => ms / minuteMs));

describe("what the vendor may not keep any more", () => {
	const read = { window: hour, ranges: [running("v1-a", "10:40", "11:00")], price };

	test("does not take away ready replicas that the lists saw", () => {
		const item = bookTruth(assumed("sampled", 1, 1, 1), { ...read, keptSince: at("10:40") });
		expect(minutesOf(lotsOf(item, hour))).toEqual([[60, 60, 60]]);
	});

	test("leaves the bounds of a time without lists as they are", () => {
		const item = bookTruth(assumed("gap", 0, 1, 4), { ...read, keptSince: at("10:30") });
		expect(minutesOf(lotsOf(item, hour))).toEqual([[20, 50, 140]]);
	});

	test("is believed where as many replicas are shown as the lists saw", () => {
		const ranges = [running("v1-a", "09:00", "11:00")];
		const item = bookTruth(assumed("changed", 0, 1, 2), {
			...read,
			ranges,
			keptSince: at("11:00"),
		});
		expect(minutesOf(lotsOf(item, hour))).toEqual([[60, 60, 60]]);
	});

	test("does not take away what an earlier read showed", () => {
		const ranges = [running("v1-a", "10:00", "11:00"), running("v1-b", "10:00", "10:30")];
		const first = bookTruth(emptyHour("chat", 0, hour.from), { ...read, ranges });
		const rest = { ...read, ranges: ranges.slice(0, 1) };
		expect(minutesOf(lotsOf(bookTruth(first, { ...rest, keptSince: at("10:40") }), hour))).toEqual([
			[90, 90, 90],
		]);
		expect(minutesOf(lotsOf(bookTruth(first, { ...rest, keptSince: at("09:00") }), hour))).toEqual([
			[60, 60, 60],
		]);
	});
});

test("ranges that shrink or grow on the next read are what the next read says", () => {
	const kept = { window: hour, price, keptSince: at("09:00") };
	const open = bookTruth(emptyHour("chat", 0, hour.from), {
		...kept,
		ranges: [running("v1-a", "10:00", "10:50")],
	});
	const shrunk = bookTruth(open, { ...kept, ranges: [running("v1-a", "10:00", "10:45")] });
	expect(minutesOf(lotsOf(shrunk, hour))).toEqual([[45, 45, 45]]);
	const grown = bookTruth(shrunk, { ...kept, ranges: [running("v1-a", "10:00", "10:55")] });
	expect(minutesOf(lotsOf(grown, hour))).toEqual([[55, 55, 55]]);
});

test("an answer without any range takes nothing away that was seen, and confirms that nothing was", () => {
	const kept = { window: hour, ranges: [], price, keptSince: at("09:00") };
	const seen = bookTruth(assumed("sampled", 1, 1, 1), kept);
	expect(minutesOf(lotsOf(seen, hour))).toEqual([[60, 60, 60]]);
	expect(lotsOf(bookTruth(assumed("gap", 0, 1, 4), kept), hour)).toEqual([]);
});

test("how long ranges are kept is proven by an end, or by a beginning cut at the window, and by no other beginning", () => {
	const now = at("11:00");
	const age = (from: string, to: string) => provenAge([running("v1-a", from, to)], hour, now);
	expect(age("10:20", "10:30")).toBe(30 * minuteMs);
	expect(age("10:00", "11:00")).toBe(60 * minuteMs);
	expect(age("09:13", "11:00")).toBe(0);
	expect(age("10:20", "11:00")).toBe(0);
});
