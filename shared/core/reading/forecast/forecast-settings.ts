const measured = "tuned on half of 40 fleets of 8 endpoints, confirmed on the other half";

/** Every number of the day-end forecast. */
export const forecastSettings = {
	historyDays: { value: 14, unit: "days back", source: measured },
	lateHours: {
		value: 9,
		unit: "hours left, from which the day's shape counts",
		source: "docs/how-it-decides.md 7",
	},
	earlyWindow: { value: 6, unit: "hours compared with the usual", source: measured },
	earlyFade: { value: 0.98, unit: "of a deviation left after an hour", source: measured },
	lateWindow: { value: 3, unit: "hours compared with the usual", source: measured },
	lateFade: { value: 0.85, unit: "of a deviation left after an hour", source: measured },
	levelPower: { value: 0.7, unit: "power of the level of the last day", source: measured },
	carriedWindow: { value: 3, unit: "hours carried on", source: "docs/how-it-decides.md 7" },
	aloneShare: {
		value: 0.25,
		unit: "of the endpoint's own forecast within a fleet's",
		source: measured,
	},
	tail: {
		value: 0.1,
		unit: "of days below p10, and above p90",
		source: "docs/how-it-decides.md 3",
	},
	unforecastable: {
		value: 3,
		unit: "× p10 that p90 may be",
		source: "docs/how-it-decides.md 3: said, not hidden",
	},
	widening: { value: 1.1, unit: "× the quantile of few errors", source: "coverage on the dev set" },
	errorsLeast: {
		value: 5,
		unit: "own errors before they are trusted",
		source: "half of a fortnight",
	},
	errorsMost: { value: 14, unit: "own errors kept per hour", source: "a fortnight" },
};

export type ForecastSettings = typeof forecastSettings;
