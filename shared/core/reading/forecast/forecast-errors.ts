import type { MicroUsd } from "../../../domain/money.ts";
import { type ForecastSettings, forecastSettings } from "./forecast-settings.ts";

/**
 * Own past errors of the forecasts of one endpoint or fleet, by whole hours left of the day, oldest first, each
 * as a share of the mean day. And today's forecasts, which become errors when the day is over.
 */
export type ForecastErrors = {
	readonly byHoursLeft: readonly (readonly number[])[];
	readonly open: readonly (OpenForecast | null)[];
};

export type OpenForecast = {
	readonly totalMicroUsd: MicroUsd;
	/** Mean of the days before, known when it was made. */
	readonly meanDayMicroUsd: MicroUsd;
};

/** Hours left are counted up, so that the last one of a day is 1; a day has at most 25, at odd offsets 26. */
const slots = 27;

export const noForecastErrors: ForecastErrors = {
	byHoursLeft: Array.from({ length: slots }, () => []),
	open: Array.from({ length: slots }, () => null),
};

/** Remembers a forecast until the end of its day; the last one of each hour counts. */
export function rememberForecast(
	errors: ForecastErrors,
	hoursLeft: number,
	forecast: OpenForecast,
): ForecastErrors {
	const slot = slotOf(hoursLeft);
	return { ...errors, open: errors.open.with(slot, forecast) };
}

/** The day is over and cost this much: its forecasts become errors. */
export function closeDay(
	errors: ForecastErrors,
	totalMicroUsd: MicroUsd,
	settings: ForecastSettings = forecastSettings,
): ForecastErrors {
	const byHoursLeft = errors.byHoursLeft.map((known, slot) => {
		const forecast = errors.open[slot];
		if (!forecast || forecast.meanDayMicroUsd <= 0) return known;
		const error = (totalMicroUsd - forecast.totalMicroUsd) / forecast.meanDayMicroUsd;
		return [...known, error].slice(-settings.errorsMost.value);
	});
	return { byHoursLeft, open: noForecastErrors.open };
}

export function errorsAt(errors: ForecastErrors, hoursLeft: number): readonly number[] {
	return errors.byHoursLeft[slotOf(hoursLeft)] ?? [];
}

function slotOf(hoursLeft: number): number {
	return Math.min(slots - 1, Math.max(0, Math.ceil(hoursLeft)));
}

/** Size of the errors where they are stored, two bytes each, the open forecasts eight. */
export function packedErrorBytes({ byHoursLeft, open }: ForecastErrors): number {
	const kept = byHoursLeft.reduce((count, errors) => count + errors.length, 0);
	return kept * bytesPerError + open.length * bytesPerOpenForecast;
}

const bytesPerError = 2;
const bytesPerOpenForecast = 8;
