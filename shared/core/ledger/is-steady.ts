import type { Endpoint, StageRange } from "../../domain/endpoint.ts";
import type { Range } from "../../domain/instant.ts";
import { clip, lengthMs, unionOf } from "./intervals.ts";
import { replicaCounts } from "./replica-counts.ts";
import { stageBilling } from "./stage-billing.ts";

/**
 * True where the stage ranges of `window` say just what the list says: the same number of replicas,
 * each billed through the whole window. Then the open posture is the truth and nothing needs writing.
 */
export function isSteady(
	endpoint: Endpoint,
	window: Range,
	ranges: readonly StageRange[],
	toleranceMs: number,
): boolean {
	const counts = replicaCounts(endpoint);
	if (counts.lo !== counts.hi) return false;
	const billed = ranges.filter((range) => stageBilling(range.stage) !== "unbilled");
	const perReplica = Map.groupBy(billed, (range) => range.replicaId);
	const lengths = [...perReplica.values()]
		.map((own) => lengthMs(unionOf(own.flatMap((range) => clip(range, window) ?? []))))
		.filter((ms) => ms > 0);
	const whole = window.to - window.from - toleranceMs;
	return lengths.length === counts.point && lengths.every((ms) => ms >= whole);
}
