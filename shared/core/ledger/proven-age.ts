import type { StageRange } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";

/**
 * How old a stage range the vendor has shown, in milliseconds. Only ends count: a range may be shown whole
 * because it touches what is kept.
 */
export function provenAge(ranges: readonly StageRange[], now: Instant): number {
	return ranges.reduce((oldest, { to }) => Math.max(oldest, now - to), 0);
}
