import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binMs } from "../../../shared/core/ledger/hour-total.ts";
import { historyMs, spendCurve, summarise } from "../../../shared/core/reading/summarise.ts";
import { hourMs, minuteMs, quarterMs } from "../../../shared/domain/instant.ts";
import { at, day, endpointOf, exactly, knownPrice, postureOf } from "../fixture.ts";
import {
	apart,
	isOrdered,
	openPostures,
	openStretches,
	spentIn,
	stretchesUntil,
	totalsOf,
} from "./spend-model.ts";

const now = at("05:37");
const stretches = stretchesUntil(at("05:30"), minuteMs);
/** Open since an instant that is no border of a bin. */
const postures = openPostures.map((all) => all.map((each) => ({ ...each, since: at("05:31") })));

describe("a summary", () => {
	test("holds to the micro-dollar what counting every minute of the day gives, in each bin too", () => {
		fc.assert(
			fc.property(stretches, postures, (booked, open) => {
				const summary = summarise({
					period: day,
					at: now,
					totals: totalsOf(booked),
					postures: open,
				});
				const all = [...booked, ...openStretches(open, now)];
				expect(summary.spent).toEqual(spentIn({ from: day.from, to: now }, all));
				for (const bin of summary.bins) expect(bin.spent).toEqual(spentIn(bin, all));
			}),
			{ numRuns: 40 },
		);
	});

	test("keeps lo at most point and point at most hi, in spend, rate and every bin", () => {
		fc.assert(
			fc.property(stretches, postures, (booked, open) => {
				const { spent, ratePerHour, bins } = summarise({
					period: day,
					at: now,
					totals: totalsOf(booked),
					postures: open,
				});
				expect([spent, ratePerHour, ...bins.map((bin) => bin.spent)].every(isOrdered)).toBe(true);
			}),
		);
	});

	test("has bins without a hole for the last six hours, across midnight, the last one up to now", () => {
		const { bins } = summarise({ period: day, at: now, totals: [], postures: [] });
		expect(bins[0]?.from).toBeLessThanOrEqual(now - historyMs);
		expect((bins[0]?.from ?? 1) % binMs).toBe(0);
		expect(bins.at(-1)).toMatchObject({ from: at("05:35"), to: now });
		for (const [index, bin] of bins.entries()) expect(bins[index + 1]?.from ?? now).toBe(bin.to);
	});

	test("counts the present rate by counts, and each bound at its own price", () => {
		const price = { lo: 500_000, point: 2_000_000, hi: 3_000_000, known: false };
		const open = postureOf({ replicasLo: 1, replicasPoint: 2, replicasHi: 3, price });
		const { ratePerHour } = summarise({ period: day, at: now, totals: [], postures: [open] });
		expect(ratePerHour).toEqual({ lo: 500_000, point: 4_000_000, hi: 9_000_000 });
	});
});

describe("the rate if every endpoint ran at its configured bounds", () => {
	const rates = (observed: ReturnType<typeof endpointOf>, parts = {}) => {
		const open = postureOf({ observed, ...parts });
		const summary = summarise({ period: day, at: now, totals: [], postures: [open] });
		return [summary.floorPerHour / 1e6, summary.ceilingPerHour / 1e6];
	};

	test.each([
		["running", [1, 4]],
		["initializing", [1, 4]],
		["paused", [0, 0]],
		["failed", [0, 4]],
		["pending", [0, 4]],
		["updating", [1, 8]],
	])("of one that is %s is %j dollars an hour at $1 and min 1 max 4", (state, want) => {
		expect(rates(endpointOf({ state }))).toEqual(want);
	});

	test("takes the cheapest price for the floor and the dearest for the ceiling while the price is unknown", () => {
		const price = { lo: 500_000, point: 3_000_000, hi: 3_000_000, known: false };
		expect(rates(endpointOf(), { price })).toEqual([0.5, 12]);
	});

	test("counts both hardwares while one replaces the other: the cheaper for the floor, both for the ceiling", () => {
		const former = { until: at("05:00"), price: knownPrice(0.4), versions: [] };
		expect(rates(endpointOf({ state: "updating" }), { formerly: [former] })).toEqual([0.4, 5.6]);
		expect(rates(endpointOf(), { formerly: [former] })).toEqual([0.4, 5.6]);
	});

	test("never has a ceiling below what runs at present", () => {
		const parts = { replicasHi: 9, replicasPoint: 9, replicasLo: 9, price: knownPrice(1) };
		expect(rates(endpointOf({ readyReplica: 9, targetReplica: 9 }), parts)).toEqual([1, 9]);
	});
});

describe("where started minutes are billed whole, the rate at the configured maximum", () => {
	const ceiling = (observed: ReturnType<typeof endpointOf>) => {
		const postures = [postureOf({ observed })];
		const input = { period: day, at: now, totals: [], postures, startedMinutesWhole: true };
		const { ceilingPerHour, startedMs } = summarise(input);
		return [ceilingPerHour / 1e6, startedMs];
	};

	test.each([
		["that sleeps after a minute", { minReplica: 0, scaleToZeroTimeoutMinutes: 1 }, 8],
		["that sleeps after two", { minReplica: 0, scaleToZeroTimeoutMinutes: 2 }, 6],
		["that is only scaled down, after five", { minReplica: 1 }, 4.8],
		["whose replicas never go", { minReplica: 4 }, 4],
	])("of an endpoint %s takes each of its lives for a minute longer", (_, scaling, usd) => {
		expect(ceiling(endpointOf({ ...scaling, maxReplica: 4 }))).toEqual([usd, minuteMs]);
	});

	test("is as it is, with nothing on top, where milliseconds are billed", () => {
		const observed = endpointOf({ minReplica: 0, maxReplica: 4, scaleToZeroTimeoutMinutes: 1 });
		const input = { period: day, at: now, totals: [], postures: [postureOf({ observed })] };
		expect(summarise(input)).toMatchObject({ ceilingPerHour: 4e6 });
		expect(summarise(input)).not.toHaveProperty("startedMs");
	});
});

describe("the curve of a day", () => {
	test("begins at nothing at midnight, never falls, and ends at what was spent, but for rounding", () => {
		fc.assert(
			fc.property(stretches, postures, (booked, open) => {
				const input = { period: day, at: now, totals: totalsOf(booked), postures: open };
				const curve = spendCurve(input, quarterMs);
				expect(curve[0]).toEqual({ at: day.from, spent: exactly(0) });
				for (const [index, point] of curve.slice(1).entries()) {
					expect(point.at).toBeGreaterThan(curve[index]?.at ?? now);
					expect(point.spent.point).toBeGreaterThanOrEqual(curve[index]?.spent.point ?? 0);
				}
				const end = curve.at(-1);
				expect(end?.at).toBe(now);
				expect(apart(end?.spent ?? exactly(9), summarise(input).spent)).toBeLessThan(
					3 * curve.length,
				);
			}),
		);
	});

	test("is empty while the last good list is of the day before", () => {
		const input = { period: day, at: day.from - hourMs, totals: [], postures: [postureOf()] };
		expect(spendCurve(input, quarterMs)).toEqual([]);
	});
});
