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

/** Healthy while the last pass is not older than the policy's limit for stale data. */
export function healthOf({ now, lastPassAt, policy }: ReadModel, version: string): Health {
	const ageMs = lastPassAt === null ? null : Math.max(0, now - lastPassAt);
	return {
		ok: ageMs !== null && ageMs <= policy.limits.staleAfterMs,
		lastPassAt,
		ageSeconds: ageMs === null ? null : Math.floor(ageMs / secondMs),
		version,
		now,
	};
}
