import type { Pulse } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import type { GuardStore } from "../store/guard-store.ts";

/** A pass may hold the namespace for this long: longer than the function's timeout would allow it to live. */
export const leaseMs = 50_000;

export type Lease = { readonly pulse: Pulse; readonly version: number };

/** One pass at a time; null: another one holds the namespace. A lease runs out by itself when a pass dies. */
export async function takeLease(store: GuardStore, now: Instant): Promise<Lease | null> {
	const { value, version } = await store.readPulse();
	if (value !== null && value.leaseUntil > now) return null;
	const fencingToken = (value?.fencingToken ?? 0) + 1;
	const pulse = { fencingToken, leaseUntil: now + leaseMs, lastPassAt: now };
	const put = await store.writePulse(pulse, version);
	return put.ok ? { pulse, version: put.version } : null;
}

/**
 * Gives the lease back after a pass that wrote anyway, or that a person asked for, so that the next pass is
 * not kept waiting. A quiet pass lets it run out: that is before the next minute, and saves a write.
 */
export async function releaseLease(store: GuardStore, lease: Lease, now: Instant): Promise<void> {
	await store.writePulse({ ...lease.pulse, leaseUntil: now }, lease.version);
}
