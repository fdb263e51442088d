import type { StageRange } from "../../domain/endpoint.ts";
import type { Range } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";

/**
 * How far a read of stage ranges really reaches. A replica that is ready now is in a stage now: where no
 * range comes up to the end that was asked for, the vendor's clock is behind ours or its ranges are coarse,
 * and what lies beyond the last range is not known to be without replicas. Where nothing is ready any more,
 * the last end is believed to be one once a second read shows the same.
 */
export function reachOf(posture: Posture, window: Range, ranges: readonly StageRange[]): Range {
	const last = lastEnd(ranges);
	if (posture.replicasLo === 0 && !isUnsure(last, posture, window)) return window;
	return { from: window.from, to: Math.min(window.to, Math.max(window.from, last)) };
}

/** An end that no read showed before, or one before the time up to which replicas were already read. */
function isUnsure(last: number, { truthUntil, since, confirmAt = 0 }: Posture, { to }: Range) {
	if (last >= to) return false;
	const isTakenBack = last < truthUntil && truthUntil < since && confirmAt > to;
	return last > truthUntil || isTakenBack;
}

/** `stopped` is no life: a replica that says so has ended. */
function lastEnd(ranges: readonly StageRange[]): number {
	const alive = ranges.filter(({ stage }) => stage !== "stopped");
	return Math.max(Number.NEGATIVE_INFINITY, ...alive.map(({ to }) => to));
}
