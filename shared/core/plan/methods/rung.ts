import type { Endpoint } from "../../../domain/endpoint.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { Method } from "../../../domain/plan.ts";

/** One endpoint as a method sees it. */
export type RungInput = {
	readonly endpoint: Endpoint;
	/** Replicas that stay whatever happens short of a stop; at least 1. */
	readonly floorReplicas: number;
	/** Without a request for this long an endpoint that may sleep is idle. */
	readonly idleAfterMs: number;
	readonly now: Instant;
};

/** What a method would change: the scaling to write (null: none is written), and the most replicas it leaves. */
export type Rung = {
	readonly minReplica: number | null;
	readonly maxReplica: number | null;
	readonly most: number;
};

/** A way to save. `propose` answers null where it would change nothing of this endpoint. */
export type SavingMethod = {
	readonly method: Method;
	readonly propose: (input: RungInput) => Rung | null;
};
