import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Method, Step, UntouchedReason } from "../../domain/plan.ts";
import type { ActionTier, EndpointPolicy, Policy } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";

/** One endpoint as the planner sees it. */
export type Candidate = {
	readonly endpoint: Endpoint;
	readonly policy: EndpointPolicy;
	readonly price: Price;
	/** Replicas and minimum before the guard's first action of this period; its own cap is no baseline. */
	readonly replicasBefore: number;
	readonly minReplicaBefore: number;
};

export type StepInput = {
	readonly candidate: Candidate;
	readonly tier: ActionTier;
	readonly policy: Policy;
	readonly now: Instant;
	/** Without a request for this long an endpoint that may sleep is idle. */
	readonly idleAfterMs: number;
};

/** The one step that the tier asks of this endpoint, or why there is none. */
export function stepFor(input: StepInput): Step | UntouchedReason {
	const { candidate, tier } = input;
	const { endpoint, policy } = candidate;
	if (policy.protected) return "protected";
	if (endpoint.state === "paused") return "already-stopped";
	if (policy.criticality === "critical") return criticalStep(input);
	if (tier === "ceiling") return pauseStep(input);
	if (tier === "shutdown" && isExpensive(input)) return pauseStep(input);
	const trimmed = trimStep(input);
	return trimmed === "at-floor" && tier === "shutdown" ? "not-expensive" : trimmed;
}

/** Critical endpoints are left alone until shutdown; then they keep one replica, unless the policy says pause. */
function criticalStep(input: StepInput): Step | UntouchedReason {
	if (input.tier !== "shutdown" && input.tier !== "ceiling") return "critical";
	const pauses = input.policy.budget.criticalAtShutdown === "pause";
	if (pauses && isExpensive(input)) return pauseStep(input);
	return capStep(input, runningFloor(input.candidate, 1));
}

/** price × replicas before the guard's first action of the period, at its dearest (docs/how-it-decides.md 4). */
function isExpensive({ candidate, policy }: StepInput): boolean {
	const rate = candidate.price.hi * candidate.replicasBefore;
	return rate >= policy.budget.expensivePerHourMicroUsd;
}

/** Sleep where it may and is idle; else the maximum down to the running floor. */
function trimStep(input: StepInput): Step | UntouchedReason {
	if (maySleep(input)) return sleepStep(input);
	return capStep(input, runningFloor(input.candidate, input.candidate.minReplicaBefore));
}

/** Replicas that stay: of the policy, else `otherwise`; at least one, since a cap is no way to switch off. */
function runningFloor({ policy }: Candidate, otherwise: number): number {
	return Math.max(1, policy.floorReplicas ?? otherwise);
}

/** Nothing is raised here, and the minimum becomes 0 only where it is 0 already. */
function capStep(input: StepInput, floor: number): Step | UntouchedReason {
	const { scaling } = input.candidate.endpoint;
	const minReplica = Math.min(scaling.minReplica, floor);
	const maxReplica = Math.min(scaling.maxReplica, floor);
	if (scaling.maxReplica <= maxReplica && scaling.minReplica <= minReplica) return "at-floor";
	return step(input, { method: "cap", minReplica, maxReplica, most: maxReplica });
}

function pauseStep(input: StepInput): Step {
	return step(input, { method: "pause", minReplica: null, maxReplica: null, most: 0 });
}

function sleepStep(input: StepInput): Step {
	return step(input, { method: "sleep", minReplica: null, maxReplica: null, most: 0 });
}

function maySleep({ candidate, now, idleAfterMs }: StepInput): boolean {
	const { scaling, state, lastUsedAt, targetReplica } = candidate.endpoint;
	const hasTimeout = typeof scaling.scaleToZeroTimeoutMinutes === "number";
	const idle = lastUsedAt !== null && now - lastUsedAt > idleAfterMs;
	return hasTimeout && scaling.minReplica === 0 && state === "running" && targetReplica > 0 && idle;
}

function step(
	{ candidate, tier }: StepInput,
	change: { method: Method; minReplica: number | null; maxReplica: number | null; most: number },
): Step {
	const { endpoint, policy, price } = candidate;
	const replicasNow = Math.max(endpoint.readyReplica, endpoint.targetReplica);
	const replicasAfter = Math.min(replicasNow, change.most);
	return {
		endpoint: endpoint.name,
		createdAt: endpoint.createdAt,
		method: change.method,
		tier,
		criticality: policy.criticality,
		minReplica: change.minReplica,
		maxReplica: change.maxReplica,
		replicasBefore: replicasNow,
		replicasAfter,
		savesMicroUsdPerHour: (replicasNow - replicasAfter) * price.point,
		before: endpoint,
	};
}
