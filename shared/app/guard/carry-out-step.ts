import { isOwn, isUnderWay } from "../../core/verify/verify-held.ts";
import type { Held, Written } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { secondMs } from "../../domain/instant.ts";
import { isStopped } from "../../domain/override.ts";
import type { Outcome, Step } from "../../domain/plan.ts";
import { type Mode, writesIn } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { isSameScaling } from "../../domain/same-scaling.ts";
import { isAccountError } from "../../ports/account-error.ts";
import type { WriteResult } from "../../ports/fleet-writer.ts";
import type { GuardPass } from "./pass.ts";
import { PassOver } from "./timely-writer.ts";

/** A step after it was tried: its outcome, and the endpoint as re-read (null: not re-read). */
export type Carried = {
	readonly outcome: Outcome;
	readonly after: Endpoint | null;
	/** The account took the write. */
	readonly isSent: boolean;
	/** A call was made, whatever became of it. */
	readonly isCalled: boolean;
};

/**
 * Validates on a fresh read of exactly this endpoint, acts, re-reads. Hugging Face has no conditional write:
 * between the fresh read and the write a person's edit can be overwritten unseen; the window is one call.
 */
export async function carryOutStep(
	pass: GuardPass,
	step: Step,
	previous: Held | undefined,
): Promise<Carried> {
	const { deps, deadline } = pass;
	let isSent = false;
	let isCalled = false;
	try {
		if (deps.clock.now() >= deadline) return unconfirmed("the time of this pass was over");
		if (isItsDayOver(pass, step)) return rejected(dayIsOver, null);
		const fresh = await deps.fleet.getEndpoint(step.endpoint);
		const refusal = isFaster(fresh, previous, pass.now)
			? changedMeanwhile
			: refusalOf(fresh, step, previous);
		if (refusal !== null) return rejected(refusal, fresh);
		if (fresh !== null && isReached(fresh, step)) return reached(fresh, deps.writer.mode);
		if (isItsDayOver(pass, step)) return rejected(dayIsOver, fresh);
		isCalled = true;
		const result = await write(pass, step);
		if (result !== "written")
			return { outcome: { kind: result, detail: null }, after: null, isSent, isCalled };
		isSent = true;
		return await confirm(pass, step, fresh);
	} catch (error) {
		return { ...failed(error), isSent, isCalled: isCalled && !(error instanceof PassOver) };
	}
}

const dayIsOver = "the budget's day ends before it could have an effect";

/** The client gives a call up after this (its `callTimeoutMs`): what begins later may land in the next day. */
const landsWithinMs = 10 * secondMs;

/**
 * What a budget's day asks for is of no use to the next one, which the read before the write may have lasted into.
 * What a person ordered to stop is stopped by their word, whatever the day.
 */
function isItsDayOver({ deps, reading, groups, overrides }: GuardPass, step: Step): boolean {
	if (isStopped(overrides, step.endpoint)) return false;
	const group = groups.find(({ budget }) => budget.name === step.demand?.budget);
	const { period } = group?.reading ?? reading;
	return deps.clock.now() + landsWithinMs > period.to;
}

/** Why the step must not be taken any more; null: it still means what was planned. */
function refusalOf(fresh: Endpoint | null, step: Step, previous: Held | undefined): string | null {
	if (fresh === null) return "it no longer exists";
	if (!isSameEndpoint(fresh, step)) return "it was created anew under the same name";
	if (previous !== undefined && standsAsWritten(fresh, previous)) {
		return isSameRest(fresh, step.before) ? null : changedMeanwhile;
	}
	if (isSameConfiguration(fresh, step.before) && !isUndone(fresh, step, previous)) return null;
	return changedMeanwhile;
}

const changedMeanwhile = "it was changed meanwhile; it is planned anew on the next pass";

/** A person's change that a list may show already, while the call of our last try may still land on it. */
function isFaster(fresh: Endpoint | null, previous: Held | undefined, now: number): boolean {
	if (fresh === null || previous === undefined || !isUnderWay(previous, now)) return false;
	const { updatedAtBefore = fresh.updatedAt } = previous.written;
	return fresh.updatedAt > updatedAtBefore && !isOwn(fresh, previous);
}

/** As it was before our last try, and changed after it: by whoever undid that before a list had shown it. */
function isUndone(fresh: Endpoint, { before }: Step, previous: Held | undefined): boolean {
	if (previous?.status !== "intended") return false;
	const { updatedAtBefore = Number.POSITIVE_INFINITY } = previous.written;
	return fresh.updatedAt > Math.max(before.updatedAt, updatedAtBefore);
}

/** What a person took over, or what is back, is no longer the guard's, though it looks like what it wrote. */
function standsAsWritten(fresh: Endpoint, previous: Held): boolean {
	const isOver = previous.status === "superseded" || previous.status === "restored";
	return !isOver && isOwn(fresh, previous);
}

/** What a person can set: the autoscaler's counts are no change of configuration. */
export function isSameConfiguration(a: Endpoint, b: Endpoint): boolean {
	return (
		(a.state === "paused") === (b.state === "paused") &&
		isSameScaling(a.scaling, b.scaling) &&
		isSameRest(a, b)
	);
}

/** What no step writes. */
function isSameRest(a: Endpoint, b: Endpoint): boolean {
	return (
		(a.scaling.scaleToZeroTimeoutMinutes ?? null) ===
			(b.scaling.scaleToZeroTimeoutMinutes ?? null) &&
		a.hardware.instanceType === b.hardware.instanceType &&
		a.hardware.instanceSize === b.hardware.instanceSize
	);
}

function isReached(endpoint: Endpoint, step: Step): boolean {
	if (step.method === "pause") return endpoint.state === "paused";
	if (step.method === "sleep") return endpoint.state === "scaledToZero";
	const { minReplica, maxReplica } = endpoint.scaling;
	return minReplica === step.minReplica && maxReplica === step.maxReplica;
}

async function write({ deps }: GuardPass, step: Step): Promise<WriteResult> {
	const { endpoint, method, minReplica, maxReplica } = step;
	if (method === "pause") return deps.writer.pause(endpoint);
	if (method === "sleep") return deps.writer.scaleToZero(endpoint);
	if (minReplica === null || maxReplica === null) throw new Error("a cap names its scaling");
	return deps.writer.updateScaling(endpoint, { minReplica, maxReplica });
}

async function confirm({ deps }: GuardPass, step: Step, fresh: Endpoint | null): Promise<Carried> {
	const after = await deps.fleet.getEndpoint(step.endpoint);
	if (after !== null && isReached(after, step) && isLeftAlone(after, step, fresh)) {
		return applied(after);
	}
	const detail = "the account does not show it yet";
	return { outcome: { kind: "unconfirmed", detail }, after, isSent: true, isCalled: true };
}

/**
 * A sleep leaves the scaling as it was, and no step but a pause pauses. What else changed is a person's, set between
 * the two reads: the account's time of change would else be taken for that of our own write, and theirs would never
 * be seen.
 */
function isLeftAlone(after: Endpoint, { method }: Step, fresh: Endpoint | null): boolean {
	if (fresh === null) return true;
	if (method !== "pause" && after.state === "paused" && fresh.state !== "paused") return false;
	return method !== "sleep" || isSameScaling(after.scaling, fresh.scaling);
}

/** As the step wants it before anything was sent: by an earlier try of ours, unless this mode writes nothing. */
function reached(fresh: Endpoint, mode: Mode): Carried {
	return writesIn(mode) ? applied(fresh) : rejected("it is so already", fresh);
}

function applied(after: Endpoint): Carried {
	return { outcome: { kind: "applied", detail: null }, after, isSent: true, isCalled: true };
}

function unconfirmed(detail: string): Carried {
	const outcome = { kind: "unconfirmed", detail } as const;
	return { outcome, after: null, isSent: false, isCalled: false };
}

export function rejected(detail: string, after: Endpoint | null): Carried {
	return { outcome: { kind: "rejected", detail }, after, isSent: false, isCalled: false };
}

/** A clear refusal changed nothing; after anything else the write may have happened. */
function failed(error: unknown): Carried {
	const detail = error instanceof Error ? error.message : String(error);
	const refused =
		isAccountError(error) &&
		["rejected", "not-found", "forbidden", "unauthorized"].includes(error.code);
	return refused ? rejected(detail, null) : unconfirmed(detail);
}

/** What the guard is about to write, as it will later recognise it. */
export function writtenBy(step: Step, at: number): Written {
	return {
		paused: step.method === "pause",
		minReplica: step.minReplica ?? step.before.scaling.minReplica,
		maxReplica: step.maxReplica ?? step.before.scaling.maxReplica,
		at,
		updatedAt: null,
		updatedAtBefore: step.before.updatedAt,
	};
}
