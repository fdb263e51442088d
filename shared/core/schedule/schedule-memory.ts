import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { matchesEndpoint } from "../../domain/endpoint-match.ts";
import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { everWritten, isOneOfScalings, isSameScaling } from "../../domain/same-scaling.ts";
import type { DueEntry, Scheduled, ScheduleState, ScheduleStep } from "../../domain/schedule.ts";
import { isRecordOf } from "../verify/is-record-of.ts";
import { isLateCall } from "../verify/verify-held.ts";
import { lookBackMs } from "./due-entries.ts";

type Seen = {
	readonly endpoints: readonly Endpoint[];
	readonly held: readonly Held[];
	/** What is held, as it was before the guard's first step; absent: not known. */
	readonly records?: readonly RestoreRecord[];
	readonly policy: Policy;
	readonly now: Instant;
};

type Hold = Pick<Seen, "held" | "policy">;

/** Every endpoint of the schedules as it is now: what is installed changes nothing before an entry is due. */
export function startSchedules(
	{ endpoints, held, policy }: Omit<Seen, "now" | "records">,
	state: Omit<ScheduleState, "endpoints">,
): ScheduleState {
	const own = endpoints.filter((endpoint) => schedulesOf(endpoint, policy).length > 0);
	const first = (endpoint: Endpoint) => firstSeen(endpoint, state.since, { held, policy });
	return { ...state, endpoints: own.map(first) };
}

/**
 * Endpoints that were made since, as they are at the first look. One that was there before, and that the schedules
 * match only now, is as its owner wants it until the next entry; a list may have shown what is just made too late.
 */
export function newcomers(
	{ endpoints, held, policy }: Omit<Seen, "now" | "records">,
	{ endpoints: remembered, lookedAt }: Pick<ScheduleState, "endpoints" | "lookedAt">,
): Scheduled[] {
	const fresh = endpoints.filter(
		(endpoint) =>
			schedulesOf(endpoint, policy).length > 0 &&
			!remembered.some((each) => isSameEndpoint(each, endpoint)),
	);
	return fresh.map((endpoint) => {
		const isNew = endpoint.createdAt > lookedAt - oldestListMs(policy);
		const dueAt = isNew ? endpoint.createdAt : lookedAt;
		return firstSeen(endpoint, dueAt, { held, policy });
	});
}

function firstSeen(endpoint: Endpoint, dueAt: Instant, hold: Hold): Scheduled {
	const seen = seenAs(endpoint, dueAt);
	return isGuards(endpoint, hold) ? { ...seen, isHeld: true } : seen;
}

/**
 * What people changed since is how it is now; only what the guard holds is not a person's. What is in no list may
 * come back in the next one, until the last entry that it knew counts no more.
 */
export function refreshed(
	remembered: readonly Scheduled[],
	{ endpoints, held, records = [], policy, now }: Seen,
): Scheduled[] {
	return remembered.flatMap((before) => {
		const endpoint = endpoints.find(({ name }) => name === before.endpoint);
		if (endpoint === undefined) return isMissed(before, { held, now }) ? [before] : [];
		if (!isSameEndpoint(endpoint, before)) return [];
		if (isOlder(endpoint, before, { policy, now })) return [before];
		if (isGuards(endpoint, { held, policy })) return [asHeld(endpoint, before, { held, records })];
		const { isSet, outcome } = before;
		const seen = seenAs(endpoint, before.dueAt, { before, held });
		return [{ ...seen, isSet: isSet && isAsSeen(endpoint, before), outcome }];
	});
}

/**
 * What people set may never have been in a list without the guard's step on it, and a pause of theirs may leave
 * nothing of it: what the guard recorded before its first step is how they wanted it.
 */
function asHeld(
	endpoint: Endpoint,
	before: Scheduled,
	{ held, records }: Required<Pick<Seen, "held" | "records">>,
): Scheduled {
	const own = heldOf(endpoint, held);
	const record = records.find((each) => own !== undefined && isRecordOf(each, own));
	if (record === undefined) return { ...before, isHeld: true };
	const { scaling, state } = record;
	const original = { ...endpoint, scaling, state };
	return {
		...before,
		minReplica: scaling.minReplica,
		maxReplica: scaling.maxReplica,
		paused: state === "paused",
		configuredMax: configuredMaxOf(original, before),
		isSet: before.isSet && isAsSeen(original, before),
		isHeld: true,
	};
}

/** What the guard held and holds no more is gone, in its eyes as well. */
function isMissed(before: Scheduled, { held, now }: Pick<Seen, "held" | "now">): boolean {
	const isHeld = held.some(({ endpoint }) => endpoint === before.endpoint);
	return before.dueAt > now - lookBackMs && (isHeld || before.isHeld !== true);
}

/**
 * What waits is compared with how it was before its entry was due; and what the guard held, with how it is at the
 * first look at which the guard holds it no more.
 */
export function waitingFor(
	remembered: readonly Scheduled[],
	{ endpoints, held, records = [], policy, now }: Seen,
): Scheduled[] {
	return remembered.map((before) => {
		const endpoint = endpoints.find((each) => isSameEndpoint(before, each));
		if (endpoint === undefined || isOlder(endpoint, before, { policy, now })) return before;
		if (isGuards(endpoint, { held, policy })) return asHeld(endpoint, before, { held, records });
		if (before.isHeld !== true) return before;
		if (heldOf(endpoint, held)?.status === "superseded") return { ...before, isHeld: false };
		return { ...seenAs(endpoint, before.dueAt, { before, held }), outcome: before.outcome };
	});
}

/** Written before the first call of the steps. */
export function withIntended(
	remembered: readonly Scheduled[],
	steps: readonly ScheduleStep[],
): Scheduled[] {
	return remembered.map((before) => {
		const step = steps.find((each) => isSameEndpoint(before, each));
		if (step === undefined) return before;
		const { minReplica, maxReplica } = step;
		return { ...before, intended: { action: actionOf(step, before), minReplica, maxReplica } };
	});
}

/** The scaling that follows a resume belongs to it: until it has landed, what the resume reset may still stand. */
function actionOf({ action }: ScheduleStep, { intended }: Scheduled): ScheduleStep["action"] {
	return action === "scale" && intended?.action === "resume" ? "resume" : action;
}

/** The guard's clock and the account's may be apart by a few minutes, and a pass and its calls take their time. */
const clocksApartMs = 12 * minuteMs;

/** A list that was read before the last look. Long after that the account's own time went back: there is no older one. */
export function isOlder(
	{ updatedAt }: Endpoint,
	before: Scheduled,
	{ policy, now }: Pick<Seen, "policy" | "now">,
): boolean {
	if (before.updatedAt === undefined || updatedAt >= before.updatedAt) return false;
	return Math.abs(now - before.updatedAt) < oldestListMs(policy);
}

/** What is older than the setting is not decided on. */
function oldestListMs({ limits }: Pick<Policy, "limits">): number {
	return limits.staleAfterMs + clocksApartMs;
}

function seenAs(
	endpoint: Endpoint,
	dueAt: Instant,
	known?: { readonly before: Scheduled; readonly held: readonly Held[] },
): Scheduled {
	const { name, createdAt, updatedAt, scaling, state } = endpoint;
	return {
		endpoint: name,
		createdAt,
		dueAt,
		minReplica: scaling.minReplica,
		maxReplica: scaling.maxReplica,
		paused: state === "paused",
		configuredMax: configuredMaxOf(endpoint, known?.before, known?.held),
		isSet: false,
		outcome: "written",
		updatedAt,
	};
}

export function rememberAs(
	endpoint: Endpoint,
	{
		entry,
		configuredMax,
		outcome,
	}: { entry: DueEntry; configuredMax: number; outcome: Scheduled["outcome"] },
): Scheduled {
	const isSet = outcome === "written";
	return { ...seenAs(endpoint, entry.dueAt), configuredMax, isSet, outcome };
}

export function schedulesOf(endpoint: Endpoint, { schedules }: Pick<Policy, "schedules">) {
	return schedules.filter(({ members }) =>
		members.some((match) => matchesEndpoint(match, endpoint)),
	);
}

/**
 * The maximum that a schedule raised goes back with the next entry; what a person set is the new one. A pause may
 * write zeros on the vendor's side (undocumented), which nobody can set, or keep what the guard's cap had set.
 */
export function configuredMaxOf(
	endpoint: Endpoint,
	before: Scheduled | undefined,
	held: readonly Held[] = [],
): number {
	const { maxReplica } = endpoint.scaling;
	if (before === undefined) return maxReplica;
	const isAsBefore = maxReplica === before.maxReplica || maxReplica === 0;
	const isOwn =
		isOnItsWay(endpoint, before) ||
		isScaledAhead(endpoint, before) ||
		isPausedAsCapped(endpoint, before, held);
	return isAsBefore || isOwn ? before.configuredMax : maxReplica;
}

/** The scaling of a resume that the account did not do: it landed on what is still paused. */
function isScaledAhead({ scaling, state }: Endpoint, { intended }: Scheduled): boolean {
	if (state !== "paused" || intended?.action !== "resume") return false;
	return isSameScaling(scaling, intended);
}

/** A person's pause of what the guard held, at the first look at it, which keeps the maximum that the guard had set. */
function isPausedAsCapped(
	endpoint: Endpoint,
	{ isHeld }: Scheduled,
	held: readonly Held[],
): boolean {
	const own = heldOf(endpoint, held);
	if (isHeld !== true || endpoint.state !== "paused" || own?.status !== "superseded") return false;
	const { maxReplica } = endpoint.scaling;
	return everWritten(own.written).some((each) => each.maxReplica === maxReplica);
}

/** As the last step makes it, in whole or, after a resume, which may reset the scaling, in part. */
export function isOnItsWay(
	{ scaling, state }: Endpoint,
	{ intended, ...before }: Scheduled,
): boolean {
	if (intended === undefined) return false;
	const isPaused = state === "paused";
	if (isPaused || intended.action === "pause") return isPaused && intended.action === "pause";
	const reset = { minReplica: 1, maxReplica: 1 };
	const all = intended.action === "resume" ? [intended, before, reset] : [intended];
	return isOneOfScalings(scaling, all);
}

/** Scaling values while paused are not compared. */
export function isAsSeen({ scaling, state }: Endpoint, before: Scheduled): boolean {
	const isPaused = state === "paused";
	return isPaused === before.paused && (isPaused || isSameScaling(scaling, before));
}

/** Its own step stands, or is on its way back; what a person took over, or what is back, is not. */
export function isGuards(endpoint: Endpoint, { held, policy }: Hold): boolean {
	const found = heldOf(endpoint, held);
	if (found === undefined || isBack(endpoint, found, policy)) return false;
	return found.status !== "recorded" && found.status !== "superseded";
}

/** This list shows what was put back, or a later change that is no late call of the guard's. */
export function isBack(
	endpoint: Endpoint,
	held: Held,
	{ limits }: Pick<Policy, "limits">,
): boolean {
	const { status, written } = held;
	if (status !== "restored" || written.updatedAt === null) return false;
	return endpoint.updatedAt >= written.updatedAt && !isLateCall(endpoint, held, limits);
}

export function heldOf(endpoint: Endpoint, held: readonly Held[]): Held | undefined {
	return held.find((each) => isSameEndpoint(each, endpoint));
}
