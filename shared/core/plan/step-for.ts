import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import { chargeMicroUsd } from "../../domain/money.ts";
import type { Method, Step, UntouchedReason } from "../../domain/plan.ts";
import type { ActionTier, EndpointPolicy, Policy } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import { disruptionOf } from "./disruption.ts";
import { methods } from "./methods/methods.ts";
import type { Rung } from "./methods/rung.ts";

/** One endpoint as the planner sees it. */
export type Candidate = {
	readonly endpoint: Endpoint;
	readonly policy: EndpointPolicy;
	readonly price: Price;
	/** Replicas and minimum before the guard's first action of this period; its own cap is no baseline. */
	readonly replicasBefore: number;
	readonly minReplicaBefore: number;
	/** Of the fleet's recent requests, 0 to 1. */
	readonly requestShare: number;
};

export type StepInput = {
	readonly candidate: Candidate;
	readonly tier: ActionTier;
	readonly policy: Policy;
	readonly now: Instant;
	/** Savings count only until then. */
	readonly periodEnd: Instant;
	/** Without a request for this long an endpoint that may sleep is idle. */
	readonly idleAfterMs: number;
};

/** The one step that the tier literally asks of this endpoint, or why there is none. */
export function stepFor(input: StepInput): Step | UntouchedReason {
	const rungs = rungsFor(input);
	return typeof rungs === "string" ? rungs : (rungs.at(-1) ?? "at-floor");
}

/** Every step that the tier allows here, least harm first; the last is what it literally asks. */
export function rungsFor(input: StepInput): readonly Step[] | UntouchedReason {
	const { candidate, tier } = input;
	const { endpoint, policy } = candidate;
	if (policy.protected) return "protected";
	if (endpoint.state === "paused") return "already-stopped";
	const allowed = allowedMethods(input);
	if (allowed.length === 0) return "critical";
	const rungs = methods
		.filter(({ method }) => allowed.includes(method))
		.flatMap(({ method, propose }) => {
			const rung = propose({ ...input, endpoint, floorReplicas: runningFloor(input) });
			return rung === null ? [] : [stepOf(input, method, rung)];
		});
	if (rungs.length > 0) return rungs;
	return tier === "shutdown" && policy.criticality !== "critical" ? "not-expensive" : "at-floor";
}

const fewer: readonly Method[] = ["cap", "floor"];
const trimming: readonly Method[] = [...fewer, "sleep"];
const diverting: readonly Method[] = [...trimming, "divert"];
const stopping: readonly Method[] = [...diverting, "pause"];

/** Critical endpoints are left alone until shutdown; then they keep one replica, unless the policy says pause. */
function allowedMethods(input: StepInput): readonly Method[] {
	const { candidate, tier } = input;
	const isHard = tier === "shutdown" || tier === "ceiling";
	if (candidate.policy.criticality === "critical") {
		if (!isHard) return [];
		const pauses = input.policy.budget.criticalAtShutdown === "pause";
		return pauses && isExpensive(input) ? [...fewer, "pause"] : fewer;
	}
	if (tier === "ceiling") return stopping;
	if (tier === "shutdown" && isExpensive(input)) return stopping;
	return tier === "trim" ? trimming : diverting;
}

/** price × replicas before the guard's first action of the period, at its dearest (docs/how-it-decides.md 4). */
function isExpensive({ candidate, policy }: StepInput): boolean {
	const rate = candidate.price.hi * candidate.replicasBefore;
	return rate >= policy.budget.expensivePerHourMicroUsd;
}

/**
 * Replicas that stay: of the policy, else the configured minimum, and one of a critical endpoint; at least one,
 * since a cap is no way to switch off.
 */
function runningFloor({ candidate }: StepInput): number {
	const { policy, minReplicaBefore } = candidate;
	const otherwise = policy.criticality === "critical" ? 1 : minReplicaBefore;
	return Math.max(1, policy.floorReplicas ?? otherwise);
}

/** A step of this method, with what it saves and what it costs the people who use the endpoint. */
export function stepOf(input: StepInput, method: Method, rung: Rung): Step {
	const { candidate, tier, now, periodEnd } = input;
	const { endpoint, policy, price, requestShare } = candidate;
	const replicasNow = Math.max(endpoint.readyReplica, endpoint.targetReplica);
	const replicasAfter = Math.min(replicasNow, rung.most);
	const certain = Math.min(endpoint.readyReplica, endpoint.targetReplica);
	const remainingMs = Math.max(0, periodEnd - now);
	const away = replicasNow - replicasAfter;
	const until = (replicas: number, perHour: number) =>
		chargeMicroUsd(replicas * remainingMs, perHour);
	return {
		endpoint: endpoint.name,
		createdAt: endpoint.createdAt,
		method,
		tier,
		criticality: policy.criticality,
		minReplica: rung.minReplica,
		maxReplica: rung.maxReplica,
		replicasBefore: replicasNow,
		replicasAfter,
		savesMicroUsdPerHour: away * price.point,
		savesByPeriodEnd: {
			lo: until(Math.max(0, certain - rung.most), price.lo),
			point: until(away, price.point),
		},
		disruption: disruptionOf({
			method,
			criticality: policy.criticality,
			requestShare,
			replicasAway: away,
			priceMicroUsdPerHour: price.point,
		}),
		before: endpoint,
	};
}
