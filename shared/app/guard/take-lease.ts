import type { Instant } from "../../domain/instant.ts";
import type { GuardStore } from "../store/guard-store.ts";

/** A pass may hold the namespace for this long: longer than the function's timeout would allow it to live. */
export const leaseMs = 50_000;

/**
 * One pass at a time. True: this pass holds the namespace until `now + leaseMs`.
 * The lease is given back early by `releaseLease`, and runs out by itself when a pass dies.
 */
export async function takeLease(store: GuardStore, now: Instant): Promise<number | null> {
	const { value, version } = await store.readPulse();
	if (value !== null && value.leaseUntil > now) return null;
	const fencingToken = (value?.fencingToken ?? 0) + 1;
	const pulse = { fencingToken, leaseUntil: now + leaseMs, lastPassAt: now };
	const put = await store.writePulse(pulse, version);
	return put.ok ? put.version : null;
}
