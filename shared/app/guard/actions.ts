import type { Held, HeldStatus } from "../../domain/control.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Action } from "../../domain/saving.ts";

const standing: ReadonlySet<HeldStatus> = new Set(["intended", "applied", "recorded", "restoring"]);

/** The action behind a held endpoint; null where nothing was done, or it is over. */
export function actionOf(held: Held): Action | null {
	if (!standing.has(held.status)) return null;
	if (held.status === "intended" && !held.isSent) return null;
	const { endpoint, createdAt, generation, method, heldSince, written } = held;
	const stops = written.paused || method === "sleep";
	return {
		endpoint,
		createdAt,
		generation,
		method,
		isReal: held.status !== "recorded",
		mostReplicas: stops ? 0 : written.maxReplica,
		from: heldSince,
		to: null,
	};
}

/** Actions that stood before a pass and do not after it. */
export function endedActions(
	before: readonly Held[],
	after: readonly Held[],
	at: number,
): Action[] {
	return before.flatMap((held) => {
		const action = actionOf(held);
		if (action === null) return [];
		const now = after.find(
			(entry) => isSameEndpoint(entry, held) && entry.generation === held.generation,
		);
		return now !== undefined && actionOf(now) !== null ? [] : [{ ...action, to: at }];
	});
}
