import type { Answer } from "./book-pass.ts";
import { stageBilling } from "./stage-billing.ts";

/**
 * False where more replicas than the list counts were still in a stage that may be billed when the read
 * ended: replicas on their way out, or a second version. They go on unseen, so they are asked for again.
 */
export function isSettled({ posture, window, ranges }: Answer, toleranceMs: number): boolean {
	const open = (ranges ?? []).filter(
		({ stage, to }) => to >= window.to - toleranceMs && stageBilling(stage) !== "unbilled",
	);
	return new Set(open.map(({ replicaId }) => replicaId)).size <= posture.replicasHi;
}
