import { type ActualRow, type ForecastRow, judgedHours } from "./evaluate-forecast.ts";

/** How often the day's end fell into p10 to p90, and how far off the middle was, at one hour of the day. */
export type Coverage = {
	readonly hour: number;
	readonly days: number;
	readonly coveredPct: number;
	readonly meanErrorPct: number;
	readonly medianErrorPct: number;
};

/** Days that cost nothing are left out: there is no share of nothing. */
export function coverageOf(
	forecasts: readonly ForecastRow[],
	actuals: readonly ActualRow[],
): Coverage[] {
	const totals = new Map(actuals.map(({ id, day, total }) => [`${id} ${day}`, total]));
	return judgedHours.map((hour) => {
		const judged = forecasts
			.filter((row) => row.hour === hour)
			.flatMap((row) => judge(row, totals.get(`${row.id} ${row.day}`) ?? 0));
		const errors = judged.map(({ errorPct }) => errorPct).toSorted((a, b) => a - b);
		return {
			hour,
			days: judged.length,
			coveredPct: rounded(mean(judged.map(({ covered }) => (covered ? whole : 0)))),
			meanErrorPct: rounded(mean(errors)),
			medianErrorPct: rounded(median(errors)),
		};
	});
}

const whole = 100;

function judge({ forecast, p10, p90 }: ForecastRow, total: number) {
	if (!(total > 0)) return [];
	const covered = p10 <= total && total <= p90;
	return [{ covered, errorPct: (whole * Math.abs(forecast - total)) / total }];
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}

function median(sorted: readonly number[]): number {
	return mean([sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0]);
}

function rounded(value: number): number {
	return Math.round(value * whole) / whole;
}
