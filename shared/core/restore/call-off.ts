import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import { isInForce, isStopped } from "../../domain/override.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { isOneOfScalings } from "../../domain/same-scaling.ts";
import { isRecordOf } from "../verify/is-record-of.ts";
import {
	isOnItsWayBack,
	matchesWritten,
	supersededBy,
	type Verified,
} from "../verify/verify-held.ts";
import { isOriginal } from "./is-original.ts";
import { isAskedBack, type RestoreInput } from "./plan-restore.ts";

/**
 * A restore that has begun and that nothing asks for any more, because a line was crossed or a person ordered a stop
 * between two tries of it. What it left is judged once the last try can do nothing more: back as it was, still
 * as the guard had made it, or half-way, which is held as a cap. Otherwise neither a tier nor a restore would
 * touch it for as long as the tier stands. A change that none of this explains is a person's. One that is asked back
 * and has to wait is back as well where the last try is over and it stands as it was: what changes from then on is a
 * person's.
 */
export function callOff(held: Held, input: RestoreInput): Verified {
	const unchanged = { next: held, event: null };
	const { endpoints, records, reading } = input;
	if (isNotBegun(held)) {
		return reading.stale || isAskedBack(held, input)
			? unchanged
			: { next: forgotten(held, input.now), event: null };
	}
	if (held.status !== "restoring" || reading.stale) return unchanged;
	const endpoint = endpoints.find((each) => isSameEndpoint(each, held));
	const record = records.find((candidate) => isRecordOf(candidate, held));
	if (endpoint === undefined || record === undefined || !isTryOver(held, input)) return unchanged;
	if (isAskedBack(held, input) && !isOriginal(endpoint, record)) return unchanged;
	const settled = settledAs(held, { endpoint, record, now: input.now });
	if (settled !== null) return { next: settled, event: null };
	return endpoint.updatedAt > (held.written.updatedAt ?? Infinity)
		? { next: supersededBy(endpoint, held, input.now), event: "superseded" }
		: unchanged;
}

/** Each of its tries ended before a call was made. */
function isNotBegun({ status, attempts }: Held): boolean {
	return (status === "applied" || status === "intended") && attempts > 0;
}

/** Its tries count no more. */
function forgotten(held: Held, now: Instant): Held {
	return { ...held, attempts: 0, nextAttemptAt: now, lastError: null };
}

type Seen = {
	readonly endpoint: Endpoint;
	readonly record: RestoreRecord;
	readonly now: Instant;
};

/** null: the guard did not leave it so. */
function settledAs(held: Held, { endpoint, record, now }: Seen): Held | null {
	const settled = { ...forgotten(held, now), statusSince: now };
	if (isOriginal(endpoint, record)) {
		const written = { ...held.written, updatedAt: endpoint.updatedAt };
		return { ...settled, written, status: "restored" };
	}
	if (held.written.paused && endpoint.state === "paused") return { ...settled, status: "applied" };
	return isLeftHalfway(endpoint, held, record) ? keptAsCap(settled, endpoint) : null;
}

/**
 * The pass that tried lives for one time of grace at most, and its last call for another. A tier waits until the next
 * try would be due, which may take the longest of `restoreRetryMs`; a person's order does not.
 */
function isTryOver(held: Held, { now, policy, overrides }: RestoreInput): boolean {
	const inForce = overrides.filter((override) => isInForce(override, now));
	const isDue = now >= held.nextAttemptAt || isStopped(inForce, held.endpoint);
	return isDue && now - held.statusSince >= 2 * policy.limits.intentGraceMs;
}

/** What the last write or the resume left, or what stood before a re-PUT that never landed. */
function isLeftHalfway(endpoint: Endpoint, held: Held, record: RestoreRecord): boolean {
	if (endpoint.state === "paused") return false;
	if (!held.written.paused && matchesWritten(endpoint, held)) return true;
	if (isLateEase(endpoint, held)) return true;
	const { updatedAt, updatedAtBefore = -Infinity } = held.written;
	const isKnown = endpoint.updatedAt <= (updatedAt ?? updatedAtBefore);
	return isKnown && isOnItsWayBack(endpoint.scaling, held, record);
}

/** After the resume was seen, only the scaling of a softer tier is still on its way, and lands whenever it does. */
function isLateEase({ scaling }: Endpoint, { method, written }: Held): boolean {
	const { formerly = [] } = written;
	return method === "pause" && isOneOfScalings(scaling, formerly);
}

/** It waits out the cooldown, as what came back does: its replicas have only just begun. */
function keptAsCap({ isAnswered: _, ...held }: Held, { scaling, updatedAt }: Endpoint): Held {
	const { minReplica, maxReplica } = scaling;
	const { statusSince: now, method } = held;
	return {
		...held,
		method: method === "pause" || method === "sleep" ? "cap" : method,
		status: "applied",
		easedAt: now,
		written: { paused: false, minReplica, maxReplica, at: now, updatedAt },
		passesWithoutEffect: 0,
	};
}
