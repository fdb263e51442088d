import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecastDayEnd } from "../../../../shared/core/reading/forecast/forecast-day-end.ts";
import {
	closeDay,
	errorsAt,
	noForecastErrors,
	packedErrorBytes,
	rememberForecast,
} from "../../../../shared/core/reading/forecast/forecast-errors.ts";
import { forecastRemainder } from "../../../../shared/core/reading/forecast/forecast-remainder.ts";
import { spentBetween } from "../../../../shared/core/reading/forecast/spend-history.ts";
import { microUsdOf } from "../../../../shared/domain/money.ts";

const usd = microUsdOf;
const bounds = { floorMicroUsdPerHour: 0, ceilingMicroUsdPerHour: usd(1_000) };

/** Spend of an hour of the day: three dollars by day, one by night. */
function usualUsd(hour: number): number {
	const ofDay = ((hour % 24) + 24) % 24;
	return ofDay >= 8 && ofDay < 20 ? 3 : 1;
}

/** Hours before `hour` of the last of `days` days, newest first; `change` alters those of the last day. */
function historyAt(hour: number, days = 9, change: (usdSpent: number) => number = (same) => same) {
	const now = (days - 1) * 24 + hour;
	return Array.from({ length: now }, (_, back) => {
		const at = now - 1 - back;
		const today = at >= (days - 1) * 24;
		return usd(today ? change(usualUsd(at)) : usualUsd(at));
	});
}

function restUsd(hour: number): number {
	let sum = 0;
	for (let at = hour; at < 24; at += 1) sum += usualUsd(at);
	return sum;
}

describe("the remainder of a day", () => {
	test.each([1, 6, 12, 15, 18, 23])(
		"a day like all others ends like all others, seen at %i h",
		(hour) => {
			const input = { history: historyAt(hour), hoursLeft: 24 - hour, ...bounds };
			const { inFleet } = forecastRemainder(input);
			expect(inFleet / usd(restUsd(hour))).toBeCloseTo(1, 5);
		},
	);

	/**
	 * By hand. At 12 h: usual rest 28, the last six hours $14 above the usual, fading by 0.98 over 12 h (10.55):
	 * 52.6; alone 28. At 18 h: level (86/48)^0.7, usual rest 10, the last three hours $4.46 above the usual at that level,
	 * fading by 0.85 over 6 h (3.53): 20.3; alone 10. A quarter is the endpoint's own forecast.
	 */
	test.each([
		[12, 0.75 * 52.61 + 0.25 * 28],
		[18, 0.75 * 20.29 + 0.25 * 10],
	])("a day at twice the usual is forecast as by hand, seen at %i h", (hour, expectedUsd) => {
		const history = historyAt(hour, 9, (spent) => spent * 2);
		const { inFleet } = forecastRemainder({ history, hoursLeft: 24 - hour, ...bounds });
		expect(inFleet / usd(1)).toBeCloseTo(expectedUsd, 1);
	});

	test("one odd day hardly moves the forecast of a single endpoint", () => {
		const odd = historyAt(12).map((spent, back) => (back >= 36 && back < 60 ? usd(500) : spent));
		const { alone } = forecastRemainder({ history: odd, hoursLeft: 12, ...bounds });
		expect(alone).toBeLessThanOrEqual(usd(3) * 12);
	});

	test("without a day of history the last hours are carried on", () => {
		const history = [usd(2), usd(2), usd(2)];
		const remainder = forecastRemainder({ history, hoursLeft: 10, ...bounds });
		expect(remainder).toEqual({ alone: usd(20), inFleet: usd(20) });
	});

	test("without any history it is the configured minimum", () => {
		const floor = { floorMicroUsdPerHour: usd(1.5), ceilingMicroUsdPerHour: usd(9) };
		const remainder = forecastRemainder({ history: [], hoursLeft: 4, ...floor });
		expect(remainder).toEqual({ alone: usd(6), inFleet: usd(6) });
	});

	test("an unknown hour leaves its day out, and is not counted as nothing", () => {
		const history: (number | null)[] = historyAt(12);
		history[30] = null;
		const { inFleet } = forecastRemainder({ history, hoursLeft: 12, ...bounds });
		expect(inFleet / usd(restUsd(12))).toBeCloseTo(1, 5);
	});

	test("it stays between minimum and maximum, is finite, and is nothing when no time is left", () => {
		const hours = fc.array(fc.option(fc.integer({ min: 0, max: usd(500) })), { maxLength: 260 });
		const ends = fc.tuple(fc.nat(usd(3)), fc.nat(usd(200)));
		const left = fc.double({ min: 0, max: 25, noNaN: true });
		fc.assert(
			fc.property(hours, left, ends, (history, hoursLeft, [floor, more]) => {
				const input = {
					history,
					hoursLeft,
					floorMicroUsdPerHour: floor,
					ceilingMicroUsdPerHour: floor + more,
				};
				for (const value of Object.values(forecastRemainder(input))) {
					expect(value).toBeGreaterThanOrEqual(Math.floor(floor * hoursLeft));
					expect(value).toBeLessThanOrEqual(Math.ceil((floor + more) * hoursLeft));
				}
				expect(forecastRemainder({ ...input, hoursLeft: 0 })).toEqual({ alone: 0, inFleet: 0 });
			}),
		);
	});

	test("spend between two instants counts parts of hours", () => {
		expect(spentBetween([10, 20, 30], 2.5, 0.5)).toBe(5 + 20 + 15);
		expect(spentBetween([10, null, 30], 1, 0)).toBe(10);
		expect(spentBetween([10, null, 30], 2, 0)).toBeNull();
		expect(spentBetween([10], 2, 0)).toBeNull();
	});
});

describe("the interval of the day's end", () => {
	const input = {
		totalMicroUsd: usd(100),
		hoursLeft: 12,
		meanDayMicroUsd: usd(100),
		floorMicroUsd: usd(40),
		ceilingMicroUsd: usd(400),
	};

	/** Twelve days, of which the forecast at 12 h missed the end by these dollars. */
	function learned(missesUsd: readonly number[]) {
		return missesUsd.reduce((errors, miss) => {
			const open = { totalMicroUsd: usd(100), meanDayMicroUsd: usd(100) };
			return closeDay(rememberForecast(errors, 12, open), usd(100 + miss));
		}, noForecastErrors);
	}

	test("without own errors it is as wide as what is proven, and says so", () => {
		const end = forecastDayEnd({ ...input, errors: learned([1, 2, 3, 4]) });
		expect(end).toMatchObject({ p10: usd(40), p50: usd(100), p90: usd(400), learned: false });
	});

	test("with own errors it is as wide as they were", () => {
		const errors = learned([-9, -7, -5, -3, -1, 1, 3, 5, 7, 9, 11, 20]);
		const end = forecastDayEnd({ ...input, errors });
		expect(end.learned).toBe(true);
		expect(end.p10).toBeGreaterThan(usd(88));
		expect(end.p10).toBeLessThan(usd(94));
		expect(end.p90).toBeGreaterThan(usd(110));
		expect(end.p90).toBeLessThan(usd(122));
	});

	test("an end that may be more than three times its least is said not to be forecastable", () => {
		const wide = learned([-60, -60, -60, 0, 90, 90, 90]);
		expect(forecastDayEnd({ ...input, errors: wide }).unforecastable).toBe(true);
		const narrow = learned([-9, -7, -5, 0, 5, 7, 9]);
		expect(forecastDayEnd({ ...input, errors: narrow }).unforecastable).toBe(false);
	});

	test("errors of other hours, and forecasts of a day that is not over, do not count", () => {
		const open = { totalMicroUsd: usd(1), meanDayMicroUsd: usd(100) };
		const errors = rememberForecast(learned([1]), 6, open);
		expect(errorsAt(errors, 6)).toEqual([]);
		expect(errorsAt(errors, 12)).toHaveLength(1);
		expect(errorsAt(errors, 11.5)).toHaveLength(1);
	});

	test("p10 ≤ p50 ≤ p90, always inside the proven bounds", () => {
		const misses = fc.array(fc.integer({ min: -100, max: 900 }), { maxLength: 20 });
		const totals = fc.integer({ min: 0, max: usd(900) });
		fc.assert(
			fc.property(misses, totals, (list, totalMicroUsd) => {
				const { p10, p50, p90 } = forecastDayEnd({
					...input,
					totalMicroUsd,
					errors: learned(list),
				});
				expect([usd(40), p10, p50, p90, usd(400)]).toEqual(
					[usd(40), p10, p50, p90, usd(400)].toSorted((a, b) => a - b),
				);
			}),
		);
	});

	test("a fortnight of errors at every hour is stored in less than a kilobyte", () => {
		let errors = noForecastErrors;
		for (let day = 0; day < 40; day += 1) {
			for (let left = 1; left <= 24; left += 1) {
				errors = rememberForecast(errors, left, { totalMicroUsd: 90, meanDayMicroUsd: 100 });
			}
			errors = closeDay(errors, 100);
		}
		expect(errorsAt(errors, 3)).toHaveLength(14);
		expect(packedErrorBytes(errors)).toBeLessThan(1_024);
	});
});
