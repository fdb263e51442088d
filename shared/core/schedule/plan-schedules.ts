import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import { covers, isInForce, type Override } from "../../domain/override.ts";
import { type Policy, type Tier, tierOrder } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import type { Reading } from "../../domain/reading.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { everWritten, isOneOfScalings, isSameScaling } from "../../domain/same-scaling.ts";
import type { DueEntry, Scheduled, ScheduleState, ScheduleStep } from "../../domain/schedule.ts";
import type { Standing } from "../../domain/standing.ts";
import { hardLine } from "../decide/early-need.ts";
import { standingsOver, strictest } from "../decide/strictest.ts";
import { endpointPolicy } from "../plan/endpoint-policy.ts";
import { isLateCall } from "../verify/verify-held.ts";
import { lastDue } from "./due-entries.ts";
import {
	configuredMaxOf,
	heldOf,
	isAsSeen,
	isBack,
	isOlder,
	isOnItsWay,
	rememberAs,
	schedulesOf,
} from "./schedule-memory.ts";

export type ScheduleInput = {
	readonly state: ScheduleState;
	readonly endpoints: readonly Endpoint[];
	readonly held: readonly Held[];
	/** As it was held before this pass did anything; absent: as now. */
	readonly heldBefore?: readonly Held[];
	readonly overrides: readonly Override[];
	readonly policy: Policy;
	readonly reading: Reading;
	readonly priceOf: (endpoint: Endpoint) => Price;
	readonly tier: Tier;
	/** Budgets of groups, beside the namespace's own; absent: none. */
	readonly groups?: readonly Standing[];
	readonly now: Instant;
};

/** Why a due entry does nothing now; it is looked at again on the next pass. */
export type ScheduleWait = "protected" | "held" | "override" | "tier" | "envelope" | "stale-data";

export type SchedulePlan = {
	readonly steps: readonly ScheduleStep[];
	readonly waiting: readonly { readonly endpoint: string; readonly reason: ScheduleWait }[];
	/** What is to be remembered without any write: as it should be already, or yielded to a person. */
	readonly settled: readonly Scheduled[];
};

/**
 * What the last due entry of each endpoint asks for. Level, not edge: a pass that was missed is made up for by
 * the next one. Everything that saves money comes before a schedule, and a person's change after an entry was
 * due stands until the next one.
 */
export function planSchedules(input: ScheduleInput): SchedulePlan {
	const steps: ScheduleStep[] = [];
	const waiting: { endpoint: string; reason: ScheduleWait }[] = [];
	const settled: Scheduled[] = [];
	for (const endpoint of input.endpoints) {
		const verdict = verdictOf(endpoint, input);
		if (verdict === null) continue;
		if (typeof verdict === "string") waiting.push({ endpoint: endpoint.name, reason: verdict });
		else if ("outcome" in verdict) settled.push(verdict);
		else steps.push(verdict);
	}
	return { steps, waiting, settled };
}

/** null: no entry is due, or the last due one was dealt with. */
function verdictOf(
	endpoint: Endpoint,
	input: ScheduleInput,
): ScheduleStep | Scheduled | ScheduleWait | null {
	const entry = dueFor(endpoint, input);
	if (entry === null) return null;
	const before = rememberedOf(endpoint, input.state);
	if (before !== undefined && before.dueAt >= entry.dueAt) return null;
	if (input.reading.stale) return "stale-data";
	if (before !== undefined && isOlder(endpoint, before, input)) return "stale-data";
	const configuredMax = configuredMaxOf(endpoint, before, input.held);
	const refusal = refusalOf(endpoint, input);
	if (
		isTakenOver(endpoint, entry, input.held) ||
		(before !== undefined &&
			(isCaught(endpoint, before, { ...input, entry }) ||
				isAfterReturn(endpoint, before, { ...input, entry })))
	) {
		return rememberAs(endpoint, { entry, configuredMax, outcome: "yielded" });
	}
	if (refusal !== null) return refusal;
	if (before !== undefined && isPersons(endpoint, before, entry)) {
		return rememberAs(endpoint, { entry, configuredMax, outcome: "yielded" });
	}
	const step = stepFor(endpoint, entry, configuredMax);
	if (step === null) return rememberAs(endpoint, { entry, configuredMax, outcome: "written" });
	return limitOf(endpoint, step, input) ?? step;
}

/** A new endpoint is as its maker wanted it, until the first entry after that. */
function dueFor(endpoint: Endpoint, { policy, state, now }: ScheduleInput): DueEntry | null {
	const own = schedulesOf(endpoint, policy);
	return own.length === 0 ? null : lastDue(own, now, Math.max(state.since, endpoint.createdAt));
}

function rememberedOf(endpoint: Endpoint, state: ScheduleState): Scheduled | undefined {
	return state.endpoints.find((each) => isSameEndpoint(each, endpoint));
}

/** stop-now > ceiling > shutdown > divert > trim > pre-empt > schedule; and no automation touches the protected. */
function refusalOf(endpoint: Endpoint, input: ScheduleInput): ScheduleWait | null {
	const { overrides, now, held, policy } = input;
	if (endpointPolicy(policy, endpoint).protected) return "protected";
	const ordered = overrides.some(
		(override) => isInForce(override, now) && covers(override, endpoint.name) && binds(override),
	);
	if (ordered) return "override";
	const isHeld = (heldOf(endpoint, held)?.status ?? "recorded") !== "recorded";
	return isHeld ? "held" : null;
}

/** A person changed what the guard held, after the entry was due. */
function isTakenOver(endpoint: Endpoint, entry: DueEntry, held: readonly Held[]): boolean {
	const isSuperseded = heldOf(endpoint, held)?.status === "superseded";
	return isSuperseded && endpoint.updatedAt > entry.dueAt;
}

type Hold = Pick<ScheduleInput, "held" | "heldBefore" | "policy" | "now"> & {
	readonly entry: DueEntry;
};

/** A person changed it after the entry was due, and the guard's step was made on that before any look here. */
function isCaught(endpoint: Endpoint, before: Scheduled, hold: Hold): boolean {
	const { held, heldBefore = held, entry, now } = hold;
	const own = heldOf(endpoint, held);
	if (own === undefined || (own.status !== "intended" && own.status !== "applied")) return false;
	// A step of this very pass was made on this list; a later one does not show it as long as it has not landed.
	const isMadeOnThis = own.written.at === now || own.written.updatedAtBefore === endpoint.updatedAt;
	const former = heldOf(endpoint, heldBefore);
	if (!isMadeOnThis || former?.status === "restoring") return false;
	const isGuardsOwn =
		isSetBy(endpoint, own) || (former !== undefined && isLeftBy(endpoint, former, hold));
	return !isGuardsOwn && isPersons(endpoint, { ...before, isHeld: false }, entry);
}

/** Nothing changed since that step, or its return, was seen, or it may have landed since. */
function isLeftBy(endpoint: Endpoint, former: Held, { policy }: Hold): boolean {
	const { status, written } = former;
	const isSeen = status === "applied" || status === "restored";
	if (isSeen && written.updatedAt !== null && endpoint.updatedAt <= written.updatedAt) return true;
	if (status === "restored") return isLateCall(endpoint, former, policy.limits);
	return isSetBy(endpoint, former);
}

/** As one of the guard's own steps made it; the scaling of a first pause, or sleep, is what it met. */
function isSetBy({ state, scaling }: Endpoint, { method, written }: Held): boolean {
	if (state === "paused") return written.paused;
	const isOwnScaling = method === "cap" || written.formerly !== undefined;
	return isOwnScaling && isOneOfScalings(scaling, everWritten(written));
}

/** A person changed it after the guard had put it back, while the guard still keeps it in mind. */
function isAfterReturn(endpoint: Endpoint, before: Scheduled, { entry, ...hold }: Hold): boolean {
	const own = heldOf(endpoint, hold.held);
	if (own === undefined || !isBack(endpoint, own, hold.policy)) return false;
	const isChanged = endpoint.updatedAt > (own.written.updatedAt ?? endpoint.updatedAt);
	return isChanged && isPersons(endpoint, { ...before, isHeld: false }, entry);
}

function binds({ kind }: Override): boolean {
	return kind === "hold" || kind === "protect" || kind === "stop-now" || kind === "restore-now";
}

/** It differs from what was last seen of it, by nobody's doing that is known, after the entry was due. */
function isPersons(endpoint: Endpoint, before: Scheduled, entry: DueEntry): boolean {
	if (endpoint.updatedAt <= entry.dueAt || before.isHeld === true) return false;
	return !isAsSeen(endpoint, before) && !isOnItsWay(endpoint, before);
}

/** `replicas: n` is a minimum of n and a maximum of at least n; 0 lets it sleep, or pauses what cannot. */
function stepFor(endpoint: Endpoint, entry: DueEntry, configuredMax: number): ScheduleStep | null {
	const { scaling, state, name, createdAt } = endpoint;
	const isPaused = state === "paused";
	const maySleep = typeof scaling.scaleToZeroTimeoutMinutes === "number";
	const same = { endpoint: name, createdAt, entry, configuredMax };
	if (entry.replicas === 0 && !maySleep) {
		const { minReplica, maxReplica } = scaling;
		return isPaused ? null : { ...same, action: "pause", minReplica, maxReplica };
	}
	const minReplica = entry.replicas;
	const maxReplica = Math.max(1, entry.replicas, configuredMax);
	if (isPaused && entry.replicas === 0) return null;
	if (isPaused) return { ...same, action: "resume", minReplica, maxReplica };
	return isSameScaling(scaling, { minReplica, maxReplica })
		? null
		: { ...same, action: "scale", minReplica, maxReplica };
}

/** While a tier is in force only what it leaves alone may be raised; and nothing is raised over the envelope. */
function limitOf(
	endpoint: Endpoint,
	step: ScheduleStep,
	input: ScheduleInput,
): ScheduleWait | null {
	const present = endpoint.state === "paused" ? { minReplica: 0, maxReplica: 0 } : endpoint.scaling;
	const raises =
		step.action !== "pause" &&
		(step.minReplica > present.minReplica || step.maxReplica > present.maxReplica);
	if (!raises) return null;
	const { policy, reading } = input;
	const own = { budget: policy.budget, reading, tier: input.tier, endedAt: null };
	const over = standingsOver(endpoint, [own, ...(input.groups ?? [])]);
	const tier = strictest(over)?.tier ?? "ok";
	const isHard = tierOrder.indexOf(tier) >= tierOrder.indexOf("shutdown");
	const isCritical = endpointPolicy(policy, endpoint).criticality === "critical";
	if (tier !== "ok" && (isHard || !isCritical)) return "tier";
	const more = Math.max(0, step.maxReplica - present.maxReplica) * input.priceOf(endpoint).hi;
	const isOver = over.some((standing) => passesEnvelope(standing, more, input));
	return isOver ? "envelope" : null;
}

function passesEnvelope(
	{ budget, reading }: Standing,
	morePerHour: number,
	{ policy, now }: ScheduleInput,
): boolean {
	if (!budget.envelope) return false;
	const added = (morePerHour * Math.max(0, reading.period.to - now)) / 3_600_000;
	// What schedules are still to add is in the ceiling already.
	const ceiling = reading.ceilingMicroUsd - (reading.scheduledMicroUsd ?? 0);
	return ceiling + added > hardLine({ ...policy, budget });
}
