import { describe, expect, test } from "vitest";
import { forecastBudget } from "../../../../shared/core/reading/forecast/forecast-budget.ts";
import {
	errorsAt,
	type ForecastErrors,
	noForecastErrors,
} from "../../../../shared/core/reading/forecast/forecast-errors.ts";
import {
	enterPeriod,
	rememberHour,
} from "../../../../shared/core/reading/forecast/learn-from-hours.ts";
import {
	appendHours,
	emptyRecord,
	longestRecordHours,
	recordedSpend,
	recordedUntil,
	replaceHours,
	type SpendRecord,
} from "../../../../shared/core/reading/forecast/spend-record.ts";
import { dayOf } from "../../../../shared/core/reading/period.ts";
import { summarise } from "../../../../shared/core/reading/summarise.ts";
import { hourMs, type Instant, minuteMs } from "../../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../../shared/domain/money.ts";
import { dayMs, exactly, knownPrice, midnight, postureOf } from "../../fixture.ts";

/** What the meter would write at `at` if `usdPerHour` was spent evenly since long before. */
function evenSummary(at: Instant, usdPerHour = 2) {
	const posture = postureOf({ since: midnight - 60 * dayMs, price: knownPrice(usdPerHour / 2) });
	return summarise({ period: dayOf(at, "UTC"), at, totals: [], postures: [posture] });
}

/** The usual: $3 an hour by day, $1 by night, for `days` days up to `at`. */
function usualRecord(at: Instant, days: number, errors: ForecastErrors = noForecastErrors) {
	const from = Math.floor(at / hourMs) * hourMs - days * dayMs;
	const hours = Array.from({ length: days * 24 }, (_, index) => {
		const ofDay = ((from + index * hourMs) / hourMs) % 24;
		return exactly(ofDay >= 8 && ofDay < 20 ? 3 : 1);
	});
	return { ...emptyRecord(from, dayOf(at, "UTC").key), hours, errors };
}

describe("hours on record", () => {
	const at = midnight + 10 * hourMs + 20 * minuteMs;

	test("end with the last closed one, and are filled from what a summary still knows", () => {
		const record = appendHours(emptyRecord(midnight, "d"), evenSummary(at), at);
		expect(recordedUntil(record)).toBe(midnight + 10 * hourMs);
		expect(record.hours).toHaveLength(10);
		const known = record.hours.slice(-5).map((spent) => Math.round((spent?.point ?? 0) / 1_000));
		expect(known).toEqual([2_000, 2_000, 2_000, 2_000, 2_000]);
	});

	test("that no summary and no booking tells of are unknown, not free", () => {
		const record = appendHours(emptyRecord(midnight, "d"), evenSummary(at), at);
		expect(record.hours.slice(0, 4)).toEqual([null, null, null, null]);
		const mended = replaceHours(record, [{ hour: midnight + hourMs, spent: exactly(5) }]);
		expect(mended.hours.slice(0, 4)).toEqual([null, exactly(5), null, null]);
		expect(recordedSpend(mended, { from: midnight, to: midnight + hourMs })).toBeNull();
	});

	test("are the same however often they are appended", () => {
		const once = appendHours(emptyRecord(midnight, "d"), evenSummary(at), at);
		expect(appendHours(once, evenSummary(at), at)).toEqual(once);
		const later = at + 25 * minuteMs;
		expect(appendHours(once, evenSummary(later), later)).toEqual(once);
	});

	test("go back five weeks and no further", () => {
		const old = usualRecord(at, 40);
		const record = appendHours(old, evenSummary(at), at);
		expect(record.hours).toHaveLength(longestRecordHours);
		expect(recordedUntil(record)).toBe(midnight + 10 * hourMs);
	});

	test("sum to what a window spent, hours at its edges in proportion", () => {
		const record = usualRecord(midnight + dayMs, 2);
		const half = 30 * minuteMs;
		const day = { from: midnight - dayMs + half, to: midnight + half };
		expect(recordedSpend(record, day)).toEqual(exactly(12 * 3 + 12));
		expect(recordedSpend(record, { from: midnight, to: midnight + 2 * dayMs })).toBeNull();
		expect(recordedSpend(record, { from: midnight, to: midnight })).toEqual(exactly(0));
	});
});

describe("the forecast of a budget", () => {
	const noon = midnight + 12 * hourMs;
	const period = dayOf(noon, "UTC");

	test("before a day is on record carries the present rate on, as wide as what is proven", () => {
		const record = appendHours(emptyRecord(midnight, period.key), evenSummary(noon), noon);
		const { forecast } = forecastBudget({ summary: evenSummary(noon), period, record, at: noon });
		expect(forecast).toMatchObject({ periodKey: period.key, at: noon, learned: false });
		expect(forecast.p50).toBe(microUsdOf(48));
		expect([forecast.p10, forecast.p90]).toEqual([microUsdOf(24 + 12), microUsdOf(24 + 48)]);
	});

	test("with days on record knows the evening, which the present rate does not", () => {
		const record = usualRecord(noon, 9);
		const { forecast, meanDayMicroUsd } = forecastBudget({
			summary: evenSummary(noon, 6),
			period,
			record,
			at: noon,
		});
		expect(meanDayMicroUsd).toBeGreaterThan(microUsdOf(48));
		expect(forecast.p50).toBeLessThan(microUsdOf(12 * 6 + 12 * 6));
	});

	test("leaves a day out on which the guard held endpoints back", () => {
		const yesterday = { from: midnight - dayMs, to: midnight };
		const usual = usualRecord(noon, 9);
		const hours = usual.hours.map((spent, index) => {
			const hour = usual.from + index * hourMs;
			return hour >= yesterday.from && hour < yesterday.to ? exactly(0.01) : spent;
		});
		const of = (record: SpendRecord) =>
			forecastBudget({ summary: evenSummary(noon, 3), period, record, at: noon }).forecast.p50;
		const held = { ...usual, hours };
		expect(of({ ...held, guarded: [yesterday] })).toBeGreaterThan(of(held));
	});

	test("made of a summary of the day before counts this day from its own midnight", () => {
		const summary = evenSummary(midnight - 2 * hourMs);
		const at = midnight + hourMs;
		const today = dayOf(at, "UTC");
		const record = appendHours(emptyRecord(midnight - 6 * hourMs, "d"), summary, at);
		const { forecast } = forecastBudget({ summary, period: today, record, at });
		expect(forecast.p50).toBe(microUsdOf(48));
	});
});

describe("a day that ends", () => {
	const at = midnight + 12 * hourMs;
	const period = dayOf(at, "UTC");
	const next = dayOf(period.to, "UTC");
	const made = {
		forecast: { at, periodKey: period.key, p10: 0, p50: 0, p90: 0, learned: false },
		hoursLeft: 12,
		totalMicroUsd: microUsdOf(40),
		meanDayMicroUsd: microUsdOf(48),
	};

	function ended(isGuarded: boolean, days = 3): SpendRecord {
		const open = rememberHour(usualRecord(at, days), made, { period, isGuarded });
		const rest = usualRecord(period.to, days + 1);
		return enterPeriod({ ...open, from: rest.from, hours: rest.hours }, next);
	}

	test("turns its forecasts into errors, as shares of a usual day", () => {
		const record = ended(false);
		expect(record.periodKey).toBe(next.key);
		expect(errorsAt(record.errors, 12)).toEqual([(48 - 40) / 48]);
		expect(enterPeriod(record, next)).toBe(record);
	});

	test("teaches nothing where the guard held endpoints back, or where it is not known as a whole", () => {
		expect(errorsAt(ended(true).errors, 12)).toEqual([]);
		expect(ended(true).guarded).toEqual([{ from: period.from, to: period.to }]);
		const open = rememberHour(usualRecord(at, 3), made, { period, isGuarded: false });
		expect(errorsAt(enterPeriod(open, next).errors, 12)).toEqual([]);
		const later = dayOf(next.to, "UTC");
		expect(errorsAt(enterPeriod(open, later).errors, 12)).toEqual([]);
	});
});
