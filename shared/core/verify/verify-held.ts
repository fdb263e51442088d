import { backSince, type Held, type Written, type WrittenScaling } from "../../domain/control.ts";
import { type Endpoint, hardwareKey } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Limits } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { everWritten, isOneOfScalings, isSameScaling } from "../../domain/same-scaling.ts";

export type VerifyInput = {
	readonly held: Held;
	/** As in the last good list; undefined: not in it. */
	readonly endpoint: Endpoint | undefined;
	readonly record: RestoreRecord | undefined;
	/** When that list was read. */
	readonly listedAt: Instant;
	readonly now: Instant;
	readonly limits: Limits;
};

/** What is news about a held endpoint. */
export type HeldEvent = "applied" | "superseded" | "gone" | "no-effect" | "returned" | "undone";

/** `next` null: nothing is held any more. */
export type Verified = { readonly next: Held | null; readonly event: HeldEvent | null };

/**
 * Compares a held endpoint with what the account shows. An observation that may be older than the
 * guard's own write proves nothing. What neither the guard nor a documented side effect explains
 * is a person's change, and a person wins.
 */
export function verifyHeld(input: VerifyInput): Verified {
	const { held, endpoint, listedAt } = input;
	if (listedAt <= held.written.at) return { next: held, event: null };
	if (endpoint === undefined || !isSameEndpoint(endpoint, held)) {
		return { next: null, event: "gone" };
	}
	if (held.status === "recorded") return { next: held, event: null };
	if (held.status === "superseded") return verifySuperseded(input, endpoint);
	if (held.status === "restored") return verifyRestored(input, endpoint);
	if (held.status === "restoring") return verifyReturning(input, endpoint);
	return verifyActed(input, endpoint);
}

/** Once our resume was seen, a pause that comes after it is not ours; nor is a scaling that it cannot leave. */
function verifyReturning({ held, record, now }: VerifyInput, endpoint: Endpoint): Verified {
	const { written } = held;
	const { state, scaling, updatedAt } = endpoint;
	const isSeen = written.paused && state !== "paused" && updatedAt > (written.updatedAt ?? 0);
	if (!isSeen) return { next: held, event: null };
	if (record !== undefined && !isOnItsWayBack(scaling, held, record)) {
		return { next: supersededBy(endpoint, held, now), event: "superseded" };
	}
	const { minReplica, maxReplica } = scaling;
	const seenAs = { ...written, paused: false, minReplica, maxReplica, updatedAt };
	return { next: { ...held, written: seenAs }, event: null };
}

/** What the guard wrote, or a resume keeps or resets to, or the recorded original. */
export function isOnItsWayBack(
	shown: WrittenScaling,
	{ written }: Held,
	{ scaling }: RestoreRecord,
): boolean {
	return isOneOfScalings(shown, [scaling, ...everWritten(written), afterReset]);
}

/** What the account showed before our resume, what the guard had written until then, or what a resume resets to. */
export function isLeftByResume(
	shown: WrittenScaling,
	{ fresh, held }: { readonly fresh: Endpoint; readonly held: Held },
): boolean {
	const { written } = held;
	return isOneOfScalings(shown, [fresh.scaling, ...everWritten(written), afterReset]);
}

/** What a resume may leave (documented in the old guide). */
const afterReset: WrittenScaling = { minReplica: 1, maxReplica: 1 };

/** intended or applied: does the change stand, and does it save? */
function verifyActed({ held, record, now, limits }: VerifyInput, endpoint: Endpoint): Verified {
	const first = held.status === "intended";
	// Until it was seen, our own write may be what lost the timeout.
	const isRestKept = first ? keepsInstance(endpoint, record) : keepsTheRest(endpoint, record);
	if (isOwn(endpoint, held) && isRestKept) {
		return verifyEffect(held, endpoint, { now, limits });
	}
	if (first && isStillBefore(endpoint, held, record)) return withoutEffect(held, held, limits);
	if (isUnderWay(held, now)) return { next: held, event: null };
	if (!isNewerThanWrite(endpoint, held.written)) return { next: held, event: null };
	return { next: supersededBy(endpoint, held, now), event: "superseded" };
}

/** The call of the last try may still land on what somebody changed meanwhile, and has to be known as the guard's. */
export function isUnderWay({ status, isSent, isUncalled, written }: Held, now: Instant): boolean {
	const isOpen = status === "intended" && !isSent && isUncalled !== true;
	return isOpen && now - written.at < givenUpCallMs;
}

/**
 * How long after its try a call without an answer may be carried out: it is given up after 10 s, and the account
 * is taken to be done with it 40 s later (not documented). Less than the minute between two passes of the clock.
 */
const givenUpCallMs = 50_000;

/**
 * A step that has not landed leaves what was there: the original, or what an earlier step set. The same values
 * with a later change to them are a person's, who undid it before it was ever seen.
 */
function isStillBefore(
	{ scaling, state, updatedAt }: Endpoint,
	held: Held,
	record: RestoreRecord | undefined,
): boolean {
	const { written } = held;
	const { updatedAtBefore = updatedAt } = written;
	if (updatedAt > updatedAtBefore) return false;
	if (record === undefined || !isSameEndpoint(record, held)) return true;
	return state !== "paused" && isOneOfScalings(scaling, [record.scaling, ...everWritten(written)]);
}

/**
 * A person's change, and the instant of it, so that another one is seen as another one. It counts from no earlier
 * than the account says, however far our own clock is behind.
 */
export function supersededBy(endpoint: Endpoint, held: Held, now: Instant): Held {
	const written = { ...held.written, updatedAt: endpoint.updatedAt };
	const statusSince = Math.max(now, endpoint.updatedAt);
	return { ...held, written, status: "superseded", statusSince };
}

/** Sent, and not to be seen: after some passes that is news, once. */
function withoutEffect(held: Held, next: Held, limits: Limits): Verified {
	const passesWithoutEffect = held.passesWithoutEffect + 1;
	const news = passesWithoutEffect === limits.verifyPasses + 1;
	if (passesWithoutEffect > limits.verifyPasses + 1) return { next, event: null };
	return { next: { ...next, passesWithoutEffect }, event: news ? "no-effect" : null };
}

/** A write that was seen to have landed: what was before it says nothing any more. */
export function seen({ updatedAtBefore: _, formerly: __, ...written }: Written): Written {
	return written;
}

function verifyEffect(
	held: Held,
	endpoint: Endpoint,
	{ now, limits }: { now: Instant; limits: Limits },
): Verified {
	const first = held.status === "intended";
	const updatedAt = held.written.updatedAt ?? endpoint.updatedAt;
	const written = first ? seen({ ...held.written, updatedAt }) : held.written;
	const applied: Held = first
		? { ...called(held), written, status: "applied", statusSince: now, isSent: true }
		: held;
	const event = first ? "applied" : null;
	if (endpoint.readyReplica <= mostReplicas(held)) {
		const next =
			applied.passesWithoutEffect === 0 ? applied : { ...applied, passesWithoutEffect: 0 };
		return { next, event };
	}
	if (isOnItsWay(held, endpoint, { now, limits })) return { next: applied, event };
	return withoutEffect(held, applied, limits);
}

/** A tier puts to sleep what is idle, and a request may wake it; as a later rung, sleep has to hold. */
function mostReplicas({ method, rung, written }: Held): number {
	if (method === "sleep") return rung === 0 ? Number.POSITIVE_INFINITY : 0;
	return written.paused ? 0 : written.maxReplica;
}

/** The account took the change and works on it: replicas go one after the other. */
function isOnItsWay(
	held: Held,
	{ targetReplica, state }: Endpoint,
	{ now, limits }: { now: Instant; limits: Limits },
): boolean {
	const isTaken = state === "updating" || targetReplica <= mostReplicas(held);
	return isTaken && now - held.written.at < limits.settleMs;
}

/** A person's choice is left alone, from their last change on; once it is old, the rules apply anew. */
function verifySuperseded({ held, now, limits }: VerifyInput, endpoint: Endpoint): Verified {
	if (isNewerThanWrite(endpoint, held.written)) {
		return { next: supersededBy(endpoint, held, now), event: null };
	}
	const isOld = now - held.statusSince >= limits.personHoldMs;
	return { next: isOld ? null : held, event: null };
}

/**
 * Kept until the original was seen for longer than any late call of ours could take to land. A late call to
 * sleep leaves the configuration as it is, and a request wakes the endpoint: there is nothing to put back.
 */
function verifyRestored({ held, now, limits }: VerifyInput, endpoint: Endpoint): Verified {
	const age = now - held.statusSince;
	const isUndone = mayStillLand(held, limits) && matchesWritten(endpoint, held);
	if (isUndone && isNewerThanWrite(endpoint, held.written) && age < limits.intentGraceMs) {
		return { next: { ...held, status: "restoring", statusSince: now }, event: "undone" };
	}
	const isForgotten = now - backSince(held) >= restoredKeptMs(limits);
	return { next: isForgotten ? null : held, event: null };
}

/** How long what came back is remembered: as long as a late call may land, and the cooldown asks for it. */
export function restoredKeptMs({ intentGraceMs, cooldownMs }: Limits): number {
	return Math.max(intentGraceMs, cooldownMs);
}

/**
 * The pass that sends a step lives for one time of grace at most, and its last call for another. Whoever
 * stops an endpoint that came back long after our step, or after the answer to its call, is a person.
 */
function mayStillLand(held: Held, { intentGraceMs }: Limits): boolean {
	const { method, statusSince, written } = held;
	if (held.isAnswered === true || method === "sleep") return false;
	return statusSince - written.at < 2 * intentGraceMs;
}

/**
 * As our step left what was put back since, and changed so soon after that a call of that step may have landed late.
 * Later it is a person's choice.
 */
export function isLateCall(endpoint: Endpoint, held: Held, limits: Limits): boolean {
	if (!mayStillLand(held, limits) || !matchesWritten(endpoint, held)) return false;
	const { updatedAt } = held.written;
	return updatedAt === null || endpoint.updatedAt - updatedAt < limits.intentGraceMs;
}

/** Scaling values are not compared while paused; a sleeping or woken endpoint is not a change. */
export function matchesWritten(endpoint: Endpoint, { written }: Held): boolean {
	if (written.paused) return endpoint.state === "paused";
	if (endpoint.state === "paused") return false;
	return isSameScaling(endpoint.scaling, written);
}

/** As the guard wrote it, or was about to: what it made no call for, and was changed since, is a person's. */
export function isOwn(endpoint: Endpoint, held: Held): boolean {
	const { updatedAtBefore = endpoint.updatedAt } = held.written;
	// Nothing but the replicas shows a sleep.
	const isUncalled = held.isUncalled === true && held.method !== "sleep";
	return matchesWritten(endpoint, held) && !(isUncalled && endpoint.updatedAt > updatedAtBefore);
}

/** From its first call on. */
export function called({ isUncalled: _, ...held }: Held): Held {
	return held;
}

/** What the guard never writes: only a person changes the instance, or the timeout of a running endpoint. */
export function keepsTheRest(endpoint: Endpoint, record: RestoreRecord | undefined): boolean {
	if (record === undefined) return true;
	if (!keepsInstance(endpoint, record)) return false;
	const timeout = endpoint.scaling.scaleToZeroTimeoutMinutes ?? null;
	const isSame = timeout === (record.scaling.scaleToZeroTimeoutMinutes ?? null);
	return isSame || endpoint.state === "paused";
}

function keepsInstance({ hardware }: Endpoint, record: RestoreRecord | undefined): boolean {
	return record === undefined || hardwareKey(hardware) === record.instance;
}

/** The account's own time of change tells whether this observation comes after our write. */
function isNewerThanWrite(endpoint: Endpoint, written: Written): boolean {
	return written.updatedAt === null || endpoint.updatedAt > written.updatedAt;
}
