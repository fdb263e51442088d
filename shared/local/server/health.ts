import { type Instant, secondMs } from "../../domain/instant.ts";
import type { ReadModel } from "../../domain/read-model.ts";

/** The document of `GET /healthz`; instants in milliseconds UTC. */
export type Health = {
	readonly ok: boolean;
	readonly lastPassAt: Instant | null;
	readonly ageSeconds: number | null;
	readonly version: string;
	readonly now: Instant;
};

/** Healthy while passes come and see something: neither is older than the policy's limit for stale data. */
export function healthOf(model: ReadModel, version: string): Health {
	const { now, lastPassAt, policy, reading, lastError } = model;
	const isBlind = reading === null ? lastError !== null : reading.stale;
	const ageMs = lastPassAt === null ? null : Math.max(0, now - lastPassAt);
	return {
		ok: !isBlind && ageMs !== null && ageMs <= policy.limits.staleAfterMs,
		lastPassAt,
		ageSeconds: ageMs === null ? null : Math.floor(ageMs / secondMs),
		version,
		now,
	};
}
