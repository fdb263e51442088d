import type { Range } from "../../../domain/instant.ts";
import type { Period } from "../../../domain/reading.ts";
import { dayOf } from "../period.ts";
import type { MadeForecast } from "./forecast-budget.ts";
import { closeDay, noForecastErrors, rememberForecast } from "./forecast-errors.ts";
import { recordedSpend, type SpendRecord } from "./spend-record.ts";

/**
 * The record in the running period: where a new one began, the forecasts of the one before become errors,
 * unless the guard held endpoints back on it, or it is not known as a whole.
 */
export function enterPeriod(record: SpendRecord, period: Period): SpendRecord {
	if (record.periodKey === period.key) return record;
	const before = dayOf(period.from - 1, period.zone);
	const total = before.key === record.periodKey ? recordedSpend(record, before) : null;
	const learns = total !== null && !record.guarded.some((day) => isSameRange(day, before));
	const errors = learns
		? closeDay(record.errors, total.point)
		: { ...record.errors, open: noForecastErrors.open };
	return { ...record, periodKey: period.key, errors };
}

/** Remembers a forecast until its day ends, and that the guard held endpoints back on it. */
export function rememberHour(
	record: SpendRecord,
	made: MadeForecast,
	{ period, isGuarded }: { readonly period: Period; readonly isGuarded: boolean },
): SpendRecord {
	const { from, to } = period;
	const known = record.guarded.some((day) => isSameRange(day, period));
	return {
		...record,
		errors: rememberForecast(record.errors, made.hoursLeft, made),
		guarded: isGuarded && !known ? [...record.guarded, { from, to }] : record.guarded,
	};
}

function isSameRange(a: Range, b: Range): boolean {
	return a.from === b.from && a.to === b.to;
}
