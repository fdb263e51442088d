import { planRestore, type RestoreInput } from "../../../shared/core/restore/plan-restore.ts";
import type { Held } from "../../../shared/domain/control.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Override } from "../../../shared/domain/override.ts";
import type { RestoreRecord } from "../../../shared/domain/plan.ts";
import {
	at,
	dayMs,
	heldOf,
	overrideOf,
	pausedWrite,
	policyOf,
	readingOf,
	recordOf,
} from "../fixture.ts";

export const yesterday = "2026-03-01";

/** Paused yesterday; comes back today. */
export function stopped(name: string, parts: Partial<Held> = {}): Held {
	return heldOf({
		endpoint: name,
		method: "pause",
		periodKey: yesterday,
		written: pausedWrite,
		nextAttemptAt: at("00:00"),
		...parts,
	});
}

export function capped(name: string, parts: Partial<Held> = {}): Held {
	return stopped(name, { method: "cap", written: heldOf().written, ...parts });
}

export function recordFor(held: Held, parts: Partial<RestoreRecord> = {}): RestoreRecord {
	const { endpoint, createdAt, generation } = held;
	return recordOf({ endpoint, createdAt, generation, takenAt: at("00:00") - dayMs / 2, ...parts });
}

/** At 00:20 of a new day in which nothing is spent yet and the fleet's floor is $20 of $100. */
export function plan(held: readonly Held[], parts: Partial<RestoreInput> = {}) {
	return planRestore({
		held,
		records: held.map((each) => recordFor(each)),
		endpoints: [],
		overrides: [],
		reading: readingOf({ ratio: 0, at: at("00:20"), floorMicroUsd: microUsdOf(20) }),
		tier: "ok",
		policy: policyOf(),
		usualRestMicroUsd: null,
		now: at("00:20"),
		...parts,
	});
}

/** The reason of the one endpoint: why it comes back, or why it waits. */
export function verdict(held: Held, parts: Partial<RestoreInput> = {}): string | undefined {
	const { steps, waiting } = plan([held], parts);
	return steps[0]?.reason ?? waiting[0]?.reason;
}

export function overridesOf(kind: string, now: number): Override[] {
	if (kind === "") return [];
	const granted = { grantedAt: now - minuteMs, expiresAt: now + minuteMs };
	const wish = overrideOf({ kind: "restore-now", ...granted });
	if (kind === "expired") return [{ ...wish, expiresAt: now }];
	if (kind === "other") return [{ ...wish, endpoint: "other" }];
	return [{ ...wish, kind: kind as Override["kind"] }];
}
