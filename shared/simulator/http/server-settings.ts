import type { AccessSettings } from "./access.ts";
import type { Faults } from "./faults.ts";

/** Each request takes a time in this range, drawn from the hash of the request. */
export type LatencyRange = { minMs: number; maxMs: number };

/** `latency` may be replaced while the server runs; it defaults to none. */
export type ServerSettings = AccessSettings & {
	seed: number;
	latency?: LatencyRange;
	faults?: Faults;
	bodyLimitBytes?: number;
};
