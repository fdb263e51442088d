import { isOriginal } from "../../core/restore/is-original.ts";
import type { RestoreStep } from "../../core/restore/plan-restore.ts";
import {
	called,
	isLeftByResume,
	isOnItsWayBack,
	isOwn,
	isUnderWay,
	keepsTheRest,
	matchesWritten,
	supersededBy,
} from "../../core/verify/verify-held.ts";
import type { Held, Written, WrittenScaling } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { everWritten, isOneOfScalings, isSameScaling } from "../../domain/same-scaling.ts";
import type { GuardPass } from "./pass.ts";
import { PassOver } from "./timely-writer.ts";

/** What became of a held endpoint: still held in some status, or (null) no longer ours. */
export type Returned = {
	readonly next: Held | null;
	readonly event: "restored" | "failed" | "superseded" | "gone" | null;
};

/**
 * Puts one endpoint back exactly as recorded. `resume` may reset the scaling to 1/1 (documented in the old
 * guide), so the recorded minimum and maximum are always written again, and read back.
 */
export async function carryOutRestore(pass: GuardPass, planned: RestoreStep): Promise<Returned> {
	const { deps, now } = pass;
	const { held } = planned;
	if (held.status === "recorded") return { next: easedHeld(planned, now), event: null };
	const step = { ...planned, held: called(held) };
	let known: Held = { ...step.held, written: writtenOf(held, step) };
	let calls = 0;
	try {
		if (deps.clock.now() >= pass.deadline) return { next: held, event: null };
		const fresh = await deps.fleet.getEndpoint(held.endpoint);
		if (fresh === null || !isSameEndpoint(fresh, held)) return { next: null, event: "gone" };
		const isTheirs = isChangedSince(fresh, planned);
		if (isReached(fresh, step) && !isTheirs) return reached(step, now, fresh);
		if (isTheirs || !isExplained(fresh, planned)) {
			// A call of the step that is to be undone may still land on their change.
			if (isUnderWay(held, now)) return { next: held, event: null };
			return { next: supersededBy(fresh, step.held, now), event: "superseded" };
		}
		if (isToBeResumed(fresh, step)) calls += 1;
		const woken = await resume(pass, fresh, step);
		if (woken === null || !isSameEndpoint(woken, held)) return { next: null, event: "gone" };
		if (isTakenOver(pass, planned, { fresh, woken })) {
			return { next: supersededBy(woken, step.held, now), event: "superseded" };
		}
		calls += 1;
		await putBack(pass, woken, step);
		known = takenBack(step, woken);
		const after = await deps.fleet.getEndpoint(held.endpoint);
		return after !== null && isReached(after, step)
			? reached(step, now, after)
			: failed(pass, known, "the account does not show the recorded scaling");
	} catch (error) {
		return isBegun(held, calls, error)
			? unfinished(pass, known, error)
			: notBegun(pass, held, error);
	}
}

/**
 * What our own write left, what it had to change and did not reach, or our own unfinished restore: of a paused endpoint that is the resume before its
 * re-PUT, with the scaling kept or reset to 1/1; of another one it is a re-PUT that lost the timeout.
 * Anything else is a person's, also between two tries.
 */
function isExplained(fresh: Endpoint, step: RestoreStep): boolean {
	const { held, record } = step;
	if (isTakenBack(step)) return fresh.updatedAt <= (held.written.updatedAt ?? Infinity);
	if (matchesWritten(fresh, held)) return isOwn(fresh, held);
	const isUnderWay = held.status === "restoring" || held.status === "intended";
	if (!isUnderWay || fresh.state === "paused") return false;
	const isResumed = held.written.paused && held.status === "restoring";
	if (isResumed) return isOnItsWayBack(fresh.scaling, held, record);
	return isOneOfScalings(fresh.scaling, [record.scaling, ...everWritten(held.written)]);
}

/**
 * The guard had not begun to put it back: a change since what it wrote is a person's, also to just what was before,
 * and of what it never writes.
 */
function isChangedSince(fresh: Endpoint, { held, record }: RestoreStep): boolean {
	const { updatedAt } = held.written;
	const isChanged = updatedAt !== null && fresh.updatedAt > updatedAt;
	const isAsWritten = matchesWritten(fresh, held) && keepsTheRest(fresh, record);
	return held.status === "applied" && isChanged && !isAsWritten;
}

/** What only a softer tier asks is ours as well, should the pass die before it is recorded. */
export function writtenOf({ written }: Held, { eased }: RestoreStep): Written {
	if (eased === undefined) return written;
	const { minReplica, maxReplica } = eased;
	const others = (written.formerly ?? []).filter((each) => !isSameScaling(each, eased));
	return { ...written, formerly: [...others, { minReplica, maxReplica }] };
}

/** The endpoint with a resume sent where it was paused. */
async function resume(
	{ deps }: GuardPass,
	fresh: Endpoint,
	step: RestoreStep,
): Promise<Endpoint | null> {
	if (!isToBeResumed(fresh, step)) return fresh;
	await deps.writer.resume(step.held.endpoint);
	return deps.fleet.getEndpoint(step.held.endpoint);
}

function isToBeResumed(fresh: Endpoint, { record }: RestoreStep): boolean {
	return fresh.state === "paused" && record.state !== "paused";
}

/**
 * The read after the resume shows a scaling that no resume leaves: a person set it in between. That goes for the
 * recorded one as well, unless a re-PUT of an earlier try of ours may only just have landed.
 */
function isTakenOver(
	{ now, deps }: GuardPass,
	step: RestoreStep,
	{ fresh, woken }: { readonly fresh: Endpoint; readonly woken: Endpoint },
): boolean {
	const { held, record } = step;
	const isResumed = held.written.paused && record.state !== "paused" && woken.state !== "paused";
	if (!isResumed || isLeftByResume(woken.scaling, { fresh, held })) return false;
	const lateMs = 2 * deps.policy.limits.intentGraceMs;
	if (held.status !== "restoring" || now - held.statusSince >= lateMs) return true;
	return !isOnItsWayBack(woken.scaling, { ...held, written: writtenOf(held, step) }, record);
}

async function putBack({ deps }: GuardPass, now: Endpoint, step: RestoreStep): Promise<void> {
	const { record } = step;
	const { scaleToZeroTimeoutMinutes } = record.scaling;
	const timeoutDiffers =
		(now.scaling.scaleToZeroTimeoutMinutes ?? null) !== (scaleToZeroTimeoutMinutes ?? null);
	await deps.writer.updateScaling(record.endpoint, {
		...targetOf(step),
		...(timeoutDiffers && scaleToZeroTimeoutMinutes !== undefined
			? { scaleToZeroTimeoutMinutes }
			: {}),
	});
}

function targetOf({ record, eased }: RestoreStep): WrittenScaling {
	const { minReplica, maxReplica } = eased ?? record.scaling;
	return { minReplica, maxReplica };
}

/**
 * The account took the scaling, and no read has shown it yet. From then on a scaling that is another one was there
 * before, by the account's time of change, or is a person's.
 */
function takenBack(step: RestoreStep, before: Endpoint): Held {
	const { held, record } = step;
	// A resume that was ignored leaves the pause, which is ours.
	if (before.state === "paused" || record.state === "paused") return held;
	const written = { ...held.written, ...targetOf(step), paused: false };
	return { ...held, written: { ...written, updatedAt: before.updatedAt } };
}

function isTakenBack(step: RestoreStep): boolean {
	const { status, written } = step.held;
	if (status !== "restoring" || written.paused) return false;
	return isSameScaling(written, targetOf(step));
}

function isReached(endpoint: Endpoint, { record, eased }: RestoreStep): boolean {
	if (eased === undefined) return isOriginal(endpoint, record);
	const { minReplica, maxReplica } = eased;
	const scaling = { ...record.scaling, minReplica, maxReplica };
	return isOriginal(endpoint, { ...record, scaling });
}

function reached(step: RestoreStep, now: number, after: Endpoint): Returned {
	if (step.eased === undefined) return restored(step.held, now, after);
	return { next: easedHeld(step, now, after), event: "restored" };
}

/** It stays held, by what the softer tier asks; null where nothing of it is left. */
function easedHeld(
	{ held: { budget: _, isAnswered: __, ...held }, record, eased }: RestoreStep,
	now: number,
	after?: Endpoint,
): Held | null {
	if (eased === undefined) return null;
	const { tier, group, periodKey, method, minReplica, maxReplica } = eased;
	const updatedAt = after?.updatedAt ?? null;
	return {
		...held,
		...(group === null ? {} : { budget: group }),
		periodKey,
		tier,
		method,
		status: after === undefined ? held.status : "applied",
		statusSince: now,
		easedAt: Math.max(now, updatedAt ?? now),
		written: { paused: false, minReplica, maxReplica, at: now, updatedAt },
		savesMicroUsdPerHour: Math.max(0, record.replicas - maxReplica) * record.priceMicroUsdPerHour,
		passesWithoutEffect: 0,
		isSent: true,
		attempts: 0,
		nextAttemptAt: now,
		lastError: null,
	};
}

function restored(held: Held, now: number, after: Endpoint): Returned {
	const written = { ...held.written, updatedAt: after.updatedAt };
	const next: Held = { ...held, written, status: "restored", statusSince: now, lastError: null };
	return { next, event: "restored" };
}

/** A call was made, whatever became of it, in this try or in an earlier one; the last was not where the time was over. */
function isBegun({ status }: Held, calls: number, error: unknown): boolean {
	return status === "restoring" || calls > (error instanceof PassOver ? 1 : 0);
}

function unfinished(pass: GuardPass, known: Held, error: unknown): Returned {
	return error instanceof PassOver ? putOff(known, pass.now) : failed(pass, known, error);
}

/**
 * No call was made: it is held as before, so that whoever resumes or scales it until the next try is not taken for
 * the guard's own restore.
 */
function notBegun(pass: GuardPass, held: Held, error: unknown): Returned {
	if (error instanceof PassOver) return { next: held, event: null };
	const { next, event } = failed(pass, held, error);
	const { status, statusSince } = held;
	return { next: next && { ...next, status, statusSince }, event };
}

/** The rest was not sent: that is no failed try, and what was resumed does not wait for its scaling. */
function putOff(held: Held, now: number): Returned {
	const next: Held = { ...held, status: "restoring", statusSince: now, nextAttemptAt: now };
	return { next, event: null };
}

/** Tried again after 5, 10, 20, 40 minutes (setting); a person is paged when the waits are used up. */
function failed({ deps, now }: GuardPass, held: Held, problem: unknown): Returned {
	const waits = deps.policy.limits.restoreRetryMs;
	const wait = waits[Math.min(held.attempts, waits.length - 1)] ?? 0;
	const attempts = held.attempts + 1;
	const next: Held = {
		...held,
		status: "restoring",
		statusSince: now,
		attempts,
		nextAttemptAt: now + wait,
		lastError: textOf(problem).slice(0, longestErrorCharacters),
	};
	return { next, event: attempts === waits.length ? "failed" : null };
}

function textOf(problem: unknown): string {
	return problem instanceof Error ? problem.message : String(problem);
}

const longestErrorCharacters = 200;
