import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import { covers, isInForce, type Override } from "../../domain/override.ts";
import type { Plan, RestoreRecord, Step, Untouched, UntouchedReason } from "../../domain/plan.ts";
import type { ActionTier, Criticality, Policy, Tier } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import { endpointPolicy } from "./endpoint-policy.ts";
import { type Candidate, stepFor } from "./step-for.ts";
import { withinLimits } from "./within-limits.ts";

export type PlanInput = {
	readonly tier: Tier;
	readonly endpoints: readonly Endpoint[];
	readonly priceOf: (endpoint: Endpoint) => Price;
	readonly policy: Policy;
	readonly overrides: readonly Override[];
	readonly held: readonly Held[];
	readonly records: readonly RestoreRecord[];
	readonly now: Instant;
};

/** An endpoint that may sleep and had no request for this long is put to sleep at `trim`. */
const idleAfterMs = 15 * 60_000;

/**
 * What the tier asks for, least harm first, bounded by the limits of a pass. Pure: the same input gives
 * the same plan, so that guard, page and `guardrail plan` show one thing.
 */
export function planTier(input: PlanInput): Plan {
	const { tier } = input;
	if (tier === "ok") return { tier, steps: [], postponed: [], untouched: [], remarks: [] };
	const judged = input.endpoints.map((endpoint) => ({
		endpoint: endpoint.name,
		verdict: judge(endpoint, tier, input),
	}));
	const wanted = judged.flatMap(({ verdict }) => (typeof verdict === "string" ? [] : [verdict]));
	const sorted = wanted.sort(leastHarmFirst);
	const retries = sorted.filter((step) => isRetry(step, input.held));
	const fresh = sorted.filter((step) => !retries.includes(step));
	const { steps, postponed } = withinLimits(fresh, input);
	const untouched: Untouched[] = judged.flatMap(({ endpoint, verdict }) =>
		typeof verdict === "string" ? [{ endpoint, reason: verdict }] : [],
	);
	return { tier, steps: [...steps, ...retries], postponed, untouched, remarks: remarksOf(tier) };
}

/** A step that was sent before and had no effect must not keep others waiting. */
function isRetry(step: Step, held: readonly Held[]): boolean {
	return held.some(
		(entry) =>
			entry.endpoint === step.endpoint &&
			entry.status === "intended" &&
			entry.method === step.method,
	);
}

function judge(endpoint: Endpoint, tier: ActionTier, input: PlanInput): Step | UntouchedReason {
	const held = input.held.find((entry) => isOf(entry, endpoint));
	const refusal = refusalOf(endpoint, tier, held, input);
	if (refusal !== null) return refusal;
	const candidate = candidateOf(endpoint, held, input);
	const verdict = stepFor({
		candidate,
		tier,
		policy: input.policy,
		now: input.now,
		idleAfterMs,
	});
	if (held === undefined) return verdict;
	if (verdict === "already-stopped" && isStandingPause(held)) return "already-done";
	if (typeof verdict === "string") return verdict;
	return isDone(verdict, held) ? "already-done" : verdict;
}

/** Source: EndpointState of the management API. In any other state nobody knows what a change would do. */
const documentedStates: ReadonlySet<string> = new Set([
	"pending",
	"initializing",
	"updating",
	"updateFailed",
	"running",
	"paused",
	"failed",
	"scaledToZero",
]);

/** What forbids any step, whatever the tier wants. */
function refusalOf(
	endpoint: Endpoint,
	tier: ActionTier,
	held: Held | undefined,
	{ overrides, now, policy }: PlanInput,
): UntouchedReason | null {
	if (!documentedStates.has(endpoint.state)) return "unknown-state";
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
	if (held?.status === "restoring") return "cooldown";
	if (held?.status === "restored") {
		return now - held.statusSince < policy.limits.cooldownMs ? "cooldown" : null;
	}
	return null;
}

/** A held endpoint is judged by what it was before the guard's first action, not by the guard's own cap. */
function candidateOf(endpoint: Endpoint, held: Held | undefined, input: PlanInput): Candidate {
	const record = held === undefined ? undefined : recordOf(held, input.records);
	return {
		endpoint,
		policy: endpointPolicy(input.policy, endpoint),
		price: input.priceOf(endpoint),
		replicasBefore: record?.replicas ?? Math.max(endpoint.readyReplica, endpoint.targetReplica),
		minReplicaBefore: record?.scaling.minReplica ?? endpoint.scaling.minReplica,
	};
}

function recordOf(held: Held, records: readonly RestoreRecord[]): RestoreRecord | undefined {
	const isOriginal = ["intended", "applied", "recorded"].includes(held.status);
	if (!isOriginal) return undefined;
	return records.find(
		(record) =>
			record.endpoint === held.endpoint &&
			record.createdAt === held.createdAt &&
			record.generation === held.generation,
	);
}

/** The same or a harder step was already taken and still stands. */
function isDone(step: Step, held: Held): boolean {
	if (held.status !== "applied" && held.status !== "recorded") return false;
	if (held.method === "pause") return true;
	if (step.method === "pause") return false;
	if (step.method === "sleep") return held.method === "sleep";
	return held.method === "cap" && held.written.maxReplica <= (step.maxReplica ?? 0);
}

function isStandingPause(held: Held): boolean {
	return held.method === "pause" && (held.status === "applied" || held.status === "intended");
}

function isOf(held: Held, endpoint: Endpoint): boolean {
	return held.endpoint === endpoint.name && held.createdAt === endpoint.createdAt;
}

const harm: Readonly<Record<Criticality, number>> = { expendable: 0, standard: 1, critical: 2 };

/** Expendable before standard before critical; in one class the largest saving first; then by name. */
function leastHarmFirst(a: Step, b: Step): number {
	return (
		harm[a.criticality] - harm[b.criticality] ||
		b.savesMicroUsdPerHour - a.savesMicroUsdPerHour ||
		(a.endpoint < b.endpoint ? -1 : 1)
	);
}

function remarksOf(tier: ActionTier): string[] {
	return tier === "trim" ? [] : ["no cheaper route is set up, so no traffic was moved"];
}
