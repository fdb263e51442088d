import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSpend } from "../../../shared/core/reading/read-spend.ts";
import { summarise } from "../../../shared/core/reading/summarise.ts";
import { minuteMs, secondMs } from "../../../shared/domain/instant.ts";
import type { Summary } from "../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { DayEndForecast } from "../../../shared/domain/reading.ts";
import { at, cursorOf, day, endpointOf, knownPrice, policyOf, postureOf } from "../fixture.ts";
import { totalsOf } from "./spend-model.ts";

const { budget } = policyOf();

/** At 12:00 $24 are spent, $2 an hour run, the day ends between $36 and $72; the budget is $100. */
const noon = summarise({
	period: day,
	at: at("12:00"),
	totals: totalsOf([
		{ from: at("00:00"), to: at("12:00"), lo: 2, point: 2, hi: 2, price: knownPrice(1) },
	]),
	postures: [postureOf({ since: at("12:00") })],
});

function read(summary: Summary, clock = "12:00", dailyUsd = 100) {
	const now = at(clock);
	return readSpend({
		summary,
		cursor: cursorOf({ observedUntil: now }),
		budget: { ...budget, dailyMicroUsd: microUsdOf(dailyUsd) },
		period: day,
		now,
		staleAfterMs: 180 * secondMs,
	});
}

function foreseen(parts: Partial<DayEndForecast>): Summary {
	const forecast = {
		at: noon.at,
		periodKey: day.key,
		p10: microUsdOf(45),
		p50: microUsdOf(50),
		p90: microUsdOf(60),
		learned: true,
		...parts,
	};
	return { ...noon, forecast };
}

describe("the day's end", () => {
	test.each([
		[35, "certain"],
		[36, "possible"],
		[71, "possible"],
		[72, "impossible"],
	] as const)("between $36 and $72 makes a budget of $%i %s", (dailyUsd, verdict) => {
		expect(read(noon, "12:00", dailyUsd).verdict).toBe(verdict);
	});

	test("is likely what was forecast, with the forecast's interval", () => {
		const { likelyMicroUsd, p10MicroUsd, p90MicroUsd, unforecastable } = read(foreseen({}));
		expect([p10MicroUsd, likelyMicroUsd, p90MicroUsd]).toEqual([45, 50, 60].map(microUsdOf));
		expect(unforecastable).toBe(false);
	});

	test("without a forecast of this day is the present rate carried on, as wide as what is proven", () => {
		for (const summary of [noon, foreseen({ periodKey: "2026-03-01" })]) {
			const { likelyMicroUsd, p10MicroUsd, p90MicroUsd } = read(summary);
			expect([p10MicroUsd, likelyMicroUsd, p90MicroUsd]).toEqual([36, 48, 72].map(microUsdOf));
		}
	});

	test("is kept inside what is proven by now, however old the forecast", () => {
		const amount = fc.nat(microUsdOf(200));
		const minutes = fc.integer({ min: 0, max: 11 * 60 });
		fc.assert(
			fc.property(fc.tuple(amount, amount, amount), minutes, (amounts, later) => {
				const [p10 = 0, p50 = 0, p90 = 0] = amounts.toSorted((a, b) => a - b);
				const now = at("12:00") + later * minuteMs;
				const reading = readSpend({
					summary: foreseen({ p10, p50, p90 }),
					cursor: cursorOf({ observedUntil: now }),
					budget,
					period: day,
					now,
					staleAfterMs: 180 * secondMs,
				});
				const ends = [
					reading.floorMicroUsd,
					reading.p10MicroUsd,
					reading.likelyMicroUsd,
					reading.p90MicroUsd,
					reading.ceilingMicroUsd,
				];
				expect(ends).toEqual(ends.toSorted((a, b) => a - b));
				expect(reading.spent.point).toBeLessThanOrEqual(reading.likelyMicroUsd);
			}),
		);
	});

	test("that may be more than three times its least is said not to be forecastable", () => {
		const wide = postureOf({ since: at("12:00"), observed: endpointOf({ maxReplica: 20 }) });
		const summary = summarise({ period: day, at: at("12:00"), totals: [], postures: [wide] });
		expect(read(summary).unforecastable).toBe(true);
		const three = { p10: microUsdOf(20), p90: microUsdOf(60) };
		expect(read({ ...foreseen(three), floorPerHour: 0, spent: noon.spent }).unforecastable).toBe(
			false,
		);
	});
});

describe("burn rates", () => {
	test("are multiples of spending the budget evenly, over 5, 15, 30 minutes and 1, 3, 6 hours", () => {
		const { burnRates } = read(noon, "12:00", 48);
		expect(burnRates.map(({ windowMs }) => windowMs / minuteMs)).toEqual([5, 15, 30, 60, 180, 360]);
		for (const { rate } of burnRates) expect(rate).toBeCloseTo(1, 4);
	});

	test("of a burst are high over minutes and low over hours", () => {
		const totals = totalsOf([
			{ from: at("11:45"), to: at("12:00"), lo: 8, point: 8, hi: 8, price: knownPrice(1) },
		]);
		const burst = summarise({ period: day, at: at("12:00"), totals, postures: [] });
		const rates = read(burst, "12:00", 24).burnRates.map(({ rate }) => rate);
		expect(rates.map((rate) => Number(rate.toFixed(2)))).toEqual([8, 8, 4, 2, 0.67, 0.33]);
	});

	test("have bounds of the trailing hour beside them", () => {
		const totals = totalsOf([
			{ from: at("11:00"), to: at("12:00"), lo: 1, point: 2, hi: 3, price: knownPrice(1) },
		]);
		const summary = summarise({ period: day, at: at("12:00"), totals, postures: [] });
		const { hourRatio, hourRatios } = read(summary, "12:00", 24);
		const rounded = Object.values(hourRatios).map((ratio) => Number(ratio.toFixed(3)));
		expect(rounded).toEqual([1, 2, 3]);
		expect(hourRatio).toBe(hourRatios.point);
	});
});
