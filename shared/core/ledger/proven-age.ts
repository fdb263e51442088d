import type { StageRange } from "../../domain/endpoint.ts";
import type { Instant, Range } from "../../domain/instant.ts";
import { isCutAt } from "./resolution.ts";

/**
 * For how long the vendor keeps stage ranges, as far as one answer proves it, in milliseconds. An end proves it,
 * and a beginning that was cut at the very window that was asked for. Any other beginning does not: a range may
 * be shown whole because it touches what is kept, or be cut where that begins.
 */
export function provenAge(ranges: readonly StageRange[], window: Range, now: Instant): number {
	const isCut = ranges.some(({ from }) => isCutAt(from, window));
	const oldestEnd = ranges.reduce((oldest, { to }) => Math.min(oldest, to), now);
	return now - (isCut ? Math.min(window.from, oldestEnd) : oldestEnd);
}
