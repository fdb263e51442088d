import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import { covers, isInForce, isStopped, type Override } from "../../domain/override.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Criticality, Policy, Tier } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { isRecordOf } from "../verify/is-record-of.ts";
import { isForecastOver, withinEnvelope } from "./early-caps.ts";
import type { RestoreReason, RestoreStep } from "./restore-step.ts";
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
export type RestoreWait = { readonly endpoint: string; readonly reason: WaitReason };
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
	const { fitting, tooWide } = withinEnvelope({ ...input, due });
	const { affordable, tooDear } = withinBudget({ ...input, due: fitting });
	const most = Math.max(1, Math.floor(held.length * input.policy.limits.endpointsPerPassRatio));
	// Those on their way back come first in their wave; no other one begins before the last was seen back.
	const open = affordable.filter((step) => isSettled(input) || step.held.status === "restoring");
	const wave = open.slice(0, most);
	return {
		steps: wave,
		waiting: [
			...waiting,
			...tooWide.map(({ held: { endpoint } }) => ({ endpoint, reason: "envelope" as const })),
			...tooDear.map(({ held: { endpoint } }) => ({ endpoint, reason: "over-budget" as const })),
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
	return held.every(({ status, statusSince }) => status !== "restored" || statusSince < listedAt);
}

function judge(held: Held, input: RestoreInput): RestoreStep | WaitReason {
	const reason = reasonToRestore(held, input);
	if (reason === null) return "period-runs";
	if (input.reading.stale) return "stale-data";
	const { now, policy, reading } = input;
	if (reason === "new-period" && now < reading.period.from + policy.limits.restoreDelayMs) {
		return "too-early";
	}
	const isForeseen = reason === "correction" && held.cause === "preempt";
	if (isForeseen && !isForecastOver(held, reading, policy)) return "forecast-stands";
	if (reason === "correction" && held.isAgain) return "stopped-again";
	if (now < held.nextAttemptAt) return "retry-later";
	const record = input.records.find((candidate) => isRecordOf(candidate, held));
	if (record === undefined) return "record-missing";
	const age = now - record.takenAt;
	if (reason === "new-period" && age > policy.limits.restoreRecordMaxAgeMs) return "record-too-old";
	return { held, record, reason };
}

function reasonToRestore(held: Held, input: RestoreInput): RestoreReason | null {
	const inForce = input.overrides.filter((override) => isInForce(override, input.now));
	if (isStopped(inForce, held.endpoint)) return null;
	const asked =
		input.tier !== "ceiling" &&
		input.overrides.some(
			(override) =>
				override.kind === "restore-now" &&
				isInForce(override, input.now) &&
				covers(override, held.endpoint),
		);
	if (asked) return "restore-now";
	if (input.tier !== "ok") return null;
	return held.periodKey === input.reading.period.key ? "correction" : "new-period";
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
