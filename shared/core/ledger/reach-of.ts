import type { StageRange } from "../../domain/endpoint.ts";
import type { Range } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";

/**
 * How far a read of stage ranges really reaches. A replica that is ready now is in a stage now: where no
 * range comes up to the end that was asked for, the vendor's clock is behind ours or its ranges are coarse,
 * and what lies beyond the last range is not known to be without replicas.
 */
export function reachOf(posture: Posture, window: Range, ranges: readonly StageRange[]): Range {
	if (posture.replicasLo === 0) return window;
	const last = Math.max(window.from, ...ranges.map(({ to }) => to));
	return { from: window.from, to: Math.min(window.to, last) };
}
