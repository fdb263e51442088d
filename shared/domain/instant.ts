/** Milliseconds since 1970-01-01T00:00Z, an integer. Every time in this project is one of these. */
export type Instant = number;

/** Half-open range of time `[from, to)`. */
export type Range = { readonly from: Instant; readonly to: Instant };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const quarterMs = 15 * minuteMs;

/** First instant of the UTC hour that contains `at`. */
export function hourOf(at: Instant): Instant {
	return Math.floor(at / hourMs) * hourMs;
}
