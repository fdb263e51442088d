import type { Endpoint } from "../../domain/endpoint.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { isSameScaling } from "../../domain/same-scaling.ts";

/** Exactly the recorded configuration; whether it sleeps at the moment is the autoscaler's business. */
export function isOriginal(endpoint: Endpoint, record: RestoreRecord): boolean {
	const { scaling } = endpoint;
	return (
		(endpoint.state === "paused") === (record.state === "paused") &&
		isSameScaling(scaling, record.scaling) &&
		(scaling.scaleToZeroTimeoutMinutes ?? null) ===
			(record.scaling.scaleToZeroTimeoutMinutes ?? null)
	);
}
