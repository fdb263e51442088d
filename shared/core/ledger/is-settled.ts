import type { Answer } from "./book-pass.ts";
import { stageBilling } from "./stage-billing.ts";

/**
 * False where more replicas than the list counts were still in a stage that may be billed when the read
 * ended: replicas on their way out, or a second version. They go on unseen, so they are asked for again. So is
 * a started minute that is billed whole and reaches over the end of the read.
 */
export function isSettled(
	{ posture, window, ranges, billed }: Answer,
	toleranceMs: number,
): boolean {
	if (billed?.some(({ to }) => to > window.to)) return false;
	const open = (ranges ?? []).filter(
		({ stage, to }) => to >= window.to - toleranceMs && stageBilling(stage) !== "unbilled",
	);
	return new Set(open.map(({ replicaId }) => replicaId)).size <= posture.replicasHi;
}
