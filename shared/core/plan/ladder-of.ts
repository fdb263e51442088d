import { backSince, type Held } from "../../domain/control.ts";
import { type Endpoint, isDocumentedState } from "../../domain/endpoint.ts";
import { covers, isInForce } from "../../domain/override.ts";
import type { RestoreRecord, Step, UntouchedReason } from "../../domain/plan.ts";
import type { ActionTier } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { endpointPolicy } from "./endpoint-policy.ts";
import type { PlanInput } from "./plan-input.ts";
import { type Candidate, rungsFor } from "./step-for.ts";

/** An endpoint that may sleep and had no request for this long is put to sleep at `trim`. */
const idleAfterMs = 15 * 60_000;

/** The steps that may be taken here, least harm first, or why there is none. */
export function ladderOf(
	endpoint: Endpoint,
	tier: ActionTier,
	input: PlanInput,
): readonly Step[] | UntouchedReason {
	const held = input.held.find((entry) => isSameEndpoint(entry, endpoint));
	const refusal = refusalOf(endpoint, tier, held, input);
	if (refusal !== null) return refusal;
	const rungs = rungsFor({
		candidate: candidateOf(endpoint, held, input),
		tier,
		policy: input.policy,
		now: input.now,
		periodEnd: input.reading.period.to,
		idleAfterMs,
	});
	if (held === undefined) return rungs;
	if (rungs === "already-stopped" && isStandingPause(held)) return "already-done";
	if (typeof rungs === "string") return rungs;
	const open = rungs.filter((step) => !isDone(step, held));
	return open.length === 0 || isDone(rungs.at(-1), held) ? "already-done" : open;
}

/** What forbids any step, whatever the tier wants. */
export function refusalOf(
	endpoint: Endpoint,
	tier: ActionTier,
	held: Held | undefined,
	{ overrides, now, policy }: PlanInput,
): UntouchedReason | null {
	if (!isDocumentedState(endpoint.state)) return "unknown-state";
	const inForce = overrides.filter(
		(override) => isInForce(override, now) && covers(override, endpoint.name),
	);
	if (tier !== "ceiling") {
		if (inForce.some((override) => override.kind === "protect")) return "protected-by-override";
		if (inForce.some(({ kind }) => kind === "hold" || kind === "restore-now")) {
			return "held-by-override";
		}
	}
	if (held?.status === "superseded") {
		return now - held.statusSince < policy.limits.personHoldMs ? "superseded" : null;
	}
	const { easedAt = Number.NEGATIVE_INFINITY } = held ?? {};
	if (held?.status === "restoring" || now - easedAt < policy.limits.cooldownMs) return "cooldown";
	if (held?.status === "restored") {
		return now - backSince(held) < policy.limits.cooldownMs ? "cooldown" : null;
	}
	return null;
}

/** A held endpoint is judged by what it was before the guard's first action, not by the guard's own cap. */
export function candidateOf(
	endpoint: Endpoint,
	held: Held | undefined,
	input: PlanInput,
): Candidate {
	const record = held === undefined ? undefined : recordOf(held, input.records);
	return {
		endpoint,
		policy: endpointPolicy(input.policy, endpoint),
		price: input.priceOf(endpoint),
		replicasBefore: record?.replicas ?? Math.max(endpoint.readyReplica, endpoint.targetReplica),
		minReplicaBefore: record?.scaling.minReplica ?? endpoint.scaling.minReplica,
		// Without traffic numbers every endpoint counts the same.
		requestShare: input.requestShareOf?.(endpoint) ?? 1 / input.endpoints.length,
	};
}

function recordOf(held: Held, records: readonly RestoreRecord[]): RestoreRecord | undefined {
	const isOriginal = ["intended", "applied", "recorded"].includes(held.status);
	if (!isOriginal) return undefined;
	return records.find(
		(record) => isSameEndpoint(record, held) && record.generation === held.generation,
	);
}

/** The same or a harder step was already taken and still stands. */
export function isDone(step: Step | undefined, held: Held): boolean {
	if (held.status !== "applied" && held.status !== "recorded") return false;
	if (held.method === "pause") return true;
	if (step === undefined || step.method === "pause") return false;
	if (step.method === "sleep" || held.method === "sleep") return held.method === step.method;
	const { minReplica, maxReplica } = held.written;
	return maxReplica <= (step.maxReplica ?? 0) && minReplica <= (step.minReplica ?? 0);
}

function isStandingPause(held: Held): boolean {
	return held.method === "pause" && (held.status === "applied" || held.status === "intended");
}
