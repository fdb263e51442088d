import type { Endpoint } from "../../domain/endpoint.ts";

/** Replicas that are billed at one instant, as far as a list tells. */
export type ReplicaCounts = { readonly lo: number; readonly point: number; readonly hi: number };

/** Source: reference of endpoint states; a state that is not named here counts as running. */
const unbilledStates: ReadonlySet<string> = new Set([
	"pending",
	"paused",
	"failed",
	"scaledToZero",
]);

/** True where a replica in an endpoint of this state costs money, as far as is known. */
export function isBilledState(state: string): boolean {
	return !unbilledStates.has(state);
}

/** What a list says is billed now (docs/how-it-decides.md 2, row `sampled`). */
export function replicaCounts(endpoint: Endpoint): ReplicaCounts {
	const { readyReplica, targetReplica, state } = endpoint;
	const most = Math.max(readyReplica, targetReplica);
	if (!isBilledState(state)) return { lo: 0, point: 0, hi: targetReplica };
	return { lo: readyReplica, point: most, hi: most };
}

/** Two observations at most 180 s apart that differ (row `changed`). */
export function changedCounts(before: ReplicaCounts, after: ReplicaCounts): ReplicaCounts {
	return {
		lo: Math.min(before.lo, after.lo),
		point: after.point,
		hi: Math.max(before.hi, after.hi),
	};
}

/**
 * What is paused shows 0 to 0 replicas, and resuming it sets both to 1 (guide "Pause your Endpoint"). Deleted
 * before the next list, nothing tells any more whether it was resumed.
 */
const resumedReplicas = 1;

/** No good list for longer than that (row `gap`): configured minimum, last known, configured maximum. */
export function gapCounts(
	known: ReplicaCounts,
	before: Endpoint,
	after: Endpoint | null,
): ReplicaCounts {
	const { minReplica, maxReplica } = before.scaling;
	const stoppedAtAnEnd = before.state === "paused" || after === null || after.state === "paused";
	const unseen = before.state === "paused" && after === null ? resumedReplicas : 0;
	const hi = Math.max(maxReplica, after?.scaling.maxReplica ?? 0, known.hi, unseen);
	const lo = stoppedAtAnEnd ? 0 : Math.min(minReplica, after?.scaling.minReplica ?? 0, known.point);
	return { lo, point: Math.min(Math.max(known.point, lo), hi), hi };
}
