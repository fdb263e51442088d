/** One line of an alerts file: the series, and the end of the bin in which the alert was raised. */
export type AlertRow = { readonly series: string; readonly minute: number };

export function alertRow(series: string, minute: number): AlertRow {
	return { series, minute };
}

/** Seven days in which detectors learn and nothing is raised. */
export const warmUpMinutes = 7 * 1_440;

/** Minute 0 of every file is a local midnight; which one does not matter: 2026-03-02T00:00Z. */
export const beginning = Date.UTC(2026, 2, 2);
