import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import { covers, isInForce, isStopped, type Override } from "../../domain/override.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Criticality, Policy, Tier } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { isRecordOf } from "../verify/is-record-of.ts";
import { isForecastOver, withinEnvelope } from "./early-caps.ts";
import { easedTo, isSofter } from "./ease.ts";
import { type Gate, type GatedInput, gatesOf, gatesOver, isUnread } from "./gate.ts";
import type { OverGroup, RestoreReason, RestoreStep } from "./restore-step.ts";
import { ratePerHour, withinBudget } from "./within-budget.ts";

export type WaitReason =
	| "period-runs"
	| "too-early"
	| "next-wave"
	| "retry-later"
	| "over-budget"
	| "record-too-old"
	| "record-missing"
	| "stopped-again"
	| "stale-data"
	| "forecast-stands"
	| "envelope";

export { isRecordOf } from "../verify/is-record-of.ts";
export type { RestoreStep } from "./restore-step.ts";
export type RestoreWait = {
	readonly endpoint: string;
	readonly reason: WaitReason;
	/** Present where it is the budget of a group that is in the way. */
	readonly over?: OverGroup;
};
export type RestorePlan = {
	readonly steps: readonly RestoreStep[];
	readonly waiting: readonly RestoreWait[];
};

export type RestoreInput = {
	readonly held: readonly Held[];
	readonly records: readonly RestoreRecord[];
	readonly endpoints: readonly Endpoint[];
	readonly overrides: readonly Override[];
	readonly reading: Reading;
	readonly tier: Tier;
	readonly policy: Policy;
	/** What the fleet usually spends in the rest of such a day; null: no day to learn from. */
	readonly usualRestMicroUsd: MicroUsd | null;
	/** When a tier of the day before ended in this one; absent: not told. */
	readonly endedAt?: Instant | null;
	/** When the tier of the namespace last became ok; absent: not in its history. */
	readonly lastOkAt?: Instant | undefined;
	/** Since when the namespace has been above a line; absent: it is not. */
	readonly aboveSince?: Instant | undefined;
	/** Budgets of groups beside the namespace's own; absent: none. */
	readonly groups?: readonly Gate[];
	readonly now: Instant;
};

const order: Readonly<Record<Criticality, number>> = { critical: 0, standard: 1, expendable: 2 };

/** Who comes back in this pass: most critical first, in waves, within what the new budget can carry. */
export function planRestore(input: RestoreInput): RestorePlan {
	const held = input.held.filter((entry) =>
		["intended", "applied", "recorded", "restoring"].includes(entry.status),
	);
	const judged = [...held]
		.sort((a, b) => order[a.criticality] - order[b.criticality] || compare(a.endpoint, b.endpoint))
		.map((entry) => ({ entry, verdict: judge(entry, input) }));
	const due = judged
		.flatMap(({ verdict }) => (typeof verdict === "string" ? [] : [verdict]))
		.sort(mostCriticalFirst);
	const waiting = judged.flatMap(({ entry, verdict }) =>
		typeof verdict === "string" ? [{ endpoint: entry.endpoint, reason: verdict }] : [],
	);
	const gated = { ...gatedOf(input), gates: gatesOf(gatedOf(input)) };
	const { fitting, tooWide } = withinEnvelope({ ...gated, due });
	const { affordable, tooDear } = withinBudget({ ...gated, due: fitting });
	const most = Math.max(1, Math.floor(held.length * input.policy.limits.endpointsPerPassRatio));
	// Those on their way back come first in their wave; no other one begins before the last was seen back.
	const open = affordable.filter((step) => isSettled(input) || step.held.status === "restoring");
	const wave = open.slice(0, most);
	return {
		steps: wave,
		waiting: [
			...waiting,
			...tooWide.map(({ held: { endpoint } }) => ({ endpoint, reason: "envelope" as const })),
			...tooDear.map(({ step, over }) => ({
				endpoint: step.held.endpoint,
				reason: "over-budget" as const,
				...(over && { over }),
			})),
			...affordable
				.filter((step) => !wave.includes(step))
				.map(({ held: { endpoint } }) => ({ endpoint, reason: "next-wave" as const })),
		],
	};
}

/** In one class what costs least comes first: most endpoints are back for the same money. */
function mostCriticalFirst(a: RestoreStep, b: RestoreStep): number {
	return (
		order[a.held.criticality] - order[b.held.criticality] ||
		ratePerHour(a.record) - ratePerHour(b.record) ||
		compare(a.held.endpoint, b.held.endpoint)
	);
}

/** A list that is newer than the last restore has shown what became of it. */
function isSettled({ held, reading }: RestoreInput): boolean {
	const listedAt = reading.observedUntil ?? 0;
	return held.every(
		({ status, statusSince, easedAt = 0 }) =>
			(status !== "restored" || statusSince < listedAt) && easedAt < listedAt,
	);
}

/** Every budget that holds it has to be clean: of each the tier, the time after its day began, and its forecast. */
function judge(held: Held, input: RestoreInput): RestoreStep | WaitReason {
	const gates = gatesOver(held, gatedOf(input));
	const reason = reasonToRestore(held, gates, input);
	if (reason === null) return "period-runs";
	if (input.reading.stale || isUnread(held, gatedOf(input))) return "stale-data";
	const wait = isHalfWay(held) ? null : waitBefore(reason, held, { gates, input });
	if (wait !== null) return wait;
	const { now, policy } = input;
	if (now < held.nextAttemptAt) return "retry-later";
	const record = input.records.find((candidate) => isRecordOf(candidate, held));
	if (record === undefined) return "record-missing";
	const age = now - record.takenAt;
	if (reason === "new-period" && age > policy.limits.restoreRecordMaxAgeMs) return "record-too-old";
	return reason === "softer-tier"
		? easedStep({ held, record, reason }, gates, input)
		: { held, record, reason };
}

/** Resumed and not yet put back, as a resume leaves it: that is nobody's choice, and no reason to wait. */
function isHalfWay({ method, status, written }: Held): boolean {
	return method === "pause" && status === "restoring" && !written.paused;
}

/** What a restore that has not begun waits for. */
function waitBefore(
	reason: RestoreReason,
	held: Held,
	{ gates, input }: { readonly gates: readonly Gate[]; readonly input: RestoreInput },
): WaitReason | null {
	if (reason !== "restore-now" && gates.some((gate) => isTooEarly(held, gate, input))) {
		return "too-early";
	}
	const { policy } = input;
	const isForeseen = reason === "correction" && held.cause === "preempt";
	const foreseen = gates.filter((gate) => gate.budget.preempt || asked(held, gate, policy));
	if (isForeseen && foreseen.some((gate) => !isForecastOver(held, gate, policy))) {
		return "forecast-stands";
	}
	const isSameDay = reason === "correction" || reason === "softer-tier";
	return isSameDay && held.isAgain ? "stopped-again" : null;
}

/** Where the standing tier asks nothing of it, it comes back as it was. */
function easedStep(
	step: RestoreStep,
	gates: readonly Gate[],
	{ endpoints, policy }: RestoreInput,
): RestoreStep | WaitReason {
	const endpoint = endpoints.find((each) => isSameEndpoint(each, step.held));
	if (endpoint === undefined) return "period-runs";
	const eased = easedTo(step.record, endpoint, { gates, policy });
	return eased === null ? step : { ...step, eased };
}

/** Whatever it may still have to wait for: nothing that stands now keeps it where it is. */
export function isAskedBack(held: Held, input: RestoreInput): boolean {
	return reasonToRestore(held, gatesOver(held, gatedOf(input)), input) !== null;
}

function gatedOf(input: RestoreInput): GatedInput {
	return { ...input, endedAt: input.endedAt ?? null };
}

/** Money of the first minutes of a day says little: of the budget that asked, and of one whose tier just ended. */
function isTooEarly(held: Held, gate: Gate, { now, policy }: RestoreInput): boolean {
	const { period } = gate.reading;
	const isOfToday = held.periodKey === period.key;
	const ended = asked(held, gate, policy) ? !isOfToday : gate.endedAt !== null;
	return ended && now < period.from + policy.limits.restoreDelayMs;
}

function asked({ budget }: Held, gate: Gate, policy: Policy): boolean {
	return gate.budget.name === (budget ?? policy.budget.name);
}

function reasonToRestore(
	held: Held,
	gates: readonly Gate[],
	input: RestoreInput,
): RestoreReason | null {
	const inForce = input.overrides.filter((override) => isInForce(override, input.now));
	if (isStopped(inForce, held.endpoint)) return null;
	const isWished =
		gates.every(({ tier }) => tier !== "ceiling") &&
		inForce.some((wish) => wish.kind === "restore-now" && covers(wish, held.endpoint));
	if (isWished) return "restore-now";
	if (gates.some(({ tier }) => tier !== "ok")) {
		const own = gates.find((each) => asked(held, each, input.policy));
		return isSofter(held, gates, own) ? "softer-tier" : null;
	}
	return isOfThisPeriod(held, gates, input) ? "correction" : "new-period";
}

/** A group that the policy does not name any more asks for nothing; what it held is as the namespace's. */
function isOfThisPeriod(held: Held, gates: readonly Gate[], { policy, reading }: RestoreInput) {
	const gate = gates.find((each) => asked(held, each, policy));
	if (gate !== undefined) return held.periodKey === gate.reading.period.key;
	return held.written.at >= reading.period.from;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
