import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bookEstimate, emptyHour } from "../../../shared/core/ledger/book.ts";
import {
	type BookedSpend,
	type SpendKey,
	spendBy,
	spendKeys,
	spendTotal,
	unknownName,
	untaggedName,
} from "../../../shared/core/reading/spend-by.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { at, day, endpointOf, exactly, knownPrice, postureOf } from "../fixture.ts";

const window = { from: day.from, to: at("12:00") };

/** `chat` runs since 10:00, `batch` ran for two hours and is gone, `old` is not known any more. */
function booked(): BookedSpend {
	const chat = endpointOf({ name: "chat", tags: ["prod", "eu"], model: "org/a" });
	return {
		items: [
			ran("chat", chat.createdAt, "09:00"),
			ran("batch", 1, "03:00"),
			ran("batch", 1, "04:00"),
			ran("old", 2, "05:00"),
		],
		postures: [postureOf({ observed: chat, since: at("10:00") })],
		gone: [
			{
				endpoint: "batch",
				createdAt: 1,
				goneAt: at("05:00"),
				tags: [],
				model: "org/b",
				region: "eu-west-1",
			},
		],
	};
}

/** One replica at $1/h for an hour; at least half of one. */
function ran(endpoint: string, createdAt: number, clock: string) {
	const from = at(clock);
	return bookEstimate(emptyHour(endpoint, createdAt, from), {
		from,
		to: from + hourMs,
		source: "sampled",
		replicasLo: 0,
		replicasPoint: 1,
		replicasHi: 1,
		price: knownPrice(1),
	});
}

const usd = (by: SpendKey) =>
	spendBy(by, window, booked()).map(({ key, spent }) => [key, spent.point / 1e6]);

describe("spend by what it went to", () => {
	test("stands by endpoint, dearest first, with what is gone in its place", () => {
		expect(usd("endpoint")).toEqual([
			["chat", 5],
			["batch", 2],
			["old", 1],
		]);
	});

	test("stands by region, model and tag, and says what is not known any more", () => {
		expect(usd("region")).toEqual([
			["us-east-1", 5],
			["eu-west-1", 2],
			[unknownName, 1],
		]);
		expect(usd("model").map(([key]) => key)).toEqual(["org/a", "org/b", unknownName]);
		expect(usd("tag")).toEqual([
			["eu", 5],
			["prod", 5],
			[untaggedName, 2],
			[unknownName, 1],
		]);
	});

	test("stands by hour in the order of time, open ends in their own hours", () => {
		expect(usd("hour")).toEqual([
			[String(at("03:00")), 1],
			[String(at("04:00")), 1],
			[String(at("05:00")), 1],
			[String(at("09:00")), 1],
			[String(at("10:00")), 2],
			[String(at("11:00")), 2],
		]);
	});

	test("carries replica-hours and both bounds, and a total of just the window", () => {
		const [row] = spendBy("endpoint", window, booked());
		expect(row?.replicaMs).toEqual({ lo: 4 * hourMs, point: 5 * hourMs, hi: 5 * hourMs });
		expect(row?.spent).toEqual({ ...exactly(5), lo: 4e6 });
		expect(spendTotal({ from: at("04:30"), to: at("10:15") }, booked()).spent.point).toBe(3e6);
		expect(spendTotal({ from: at("12:00"), to: at("12:00") }, booked()).spent.point).toBe(0);
	});

	test("sums to the total by everything but tag, whatever the window", () => {
		const minute = fc.integer({ min: -60, max: 15 * 60 }).map((n) => day.from + n * minuteMs);
		fc.assert(
			fc.property(minute, minute, (a, b) => {
				const own = { from: Math.min(a, b), to: Math.max(a, b) };
				const total = spendTotal(own, booked()).replicaMs.point;
				for (const by of spendKeys.filter((key) => key !== "tag")) {
					const rows = spendBy(by, own, booked());
					expect(rows.reduce((sum, row) => sum + row.replicaMs.point, 0)).toBe(total);
				}
			}),
		);
	});
});
