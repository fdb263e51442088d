import type { Instant } from "../domain/instant.ts";

/** The only source of time. `sleep` resolves early, without error, when the signal aborts. */
export interface Clock {
	now(): Instant;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
