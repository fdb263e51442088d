import type { StageRange } from "../../domain/endpoint.ts";
import { type Instant, minuteMs, type Range, secondMs } from "../../domain/instant.ts";

/** Resolutions that the vendor's graphs may have, coarsest first; which one it is, is not documented. */
export const resolutionsMs = [5 * minuteMs, minuteMs, secondMs, 1] as const;

/** The coarsest step on which all ends of these ranges lie, in milliseconds. */
export function resolutionOf(ranges: readonly StageRange[]): number {
	const isStep = (stepMs: number) =>
		ranges.every(({ from, to }) => from % stepMs === 0 && to % stepMs === 0);
	return resolutionsMs.find(isStep) ?? 1;
}

/** A beginning where the window begins, in whatever resolution, is the window's and not the range's own. */
export function isCutAt(from: Instant, window: Range): boolean {
	return resolutionsMs.some((stepMs) => from === Math.floor(window.from / stepMs) * stepMs);
}
