import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";

/** One endpoint before an alert and now. null: not known. */
export type CostChange = {
	readonly endpoint: string;
	readonly replicasBefore: number;
	readonly replicasNow: number;
	/** What its traffic explains, then and now. */
	readonly explainedBefore: number | null;
	readonly explainedNow: number | null;
	readonly priceBeforeMicroUsdPerHour: MicroUsd;
	readonly priceNowMicroUsdPerHour: MicroUsd;
	/** First instant at which it cost more than before. */
	readonly since: Instant | null;
	/** The newest change of its configuration since then, from the audit log where it can be read. */
	readonly configured: Configured | null;
};

export type Configured = {
	readonly at: Instant;
	readonly by: string | null;
	/** For example `maxReplica 4 → 40`. */
	readonly what: string;
};

export type CauseKind = "price" | "configuration" | "traffic" | "replicas";

/** How much more one endpoint costs in an hour, and mainly why. */
export type CauseShare = {
	readonly endpoint: string;
	readonly kind: CauseKind;
	readonly extraMicroUsdPerHour: MicroUsd;
	/** Of all that costs more; all shares sum to 1. */
	readonly share: number;
	readonly since: Instant | null;
	readonly configured: Configured | null;
};

/**
 * What changed, endpoint by endpoint, dearest first: a price, a configuration, traffic, or replicas that nothing
 * known explains. Endpoints that cost the same or less are left out.
 */
export function causeOf(changes: readonly CostChange[]): CauseShare[] {
	const dearer = changes
		.map((change) => ({ change, extra: extraOf(change) }))
		.filter(({ extra }) => extra > 0)
		.toSorted((a, b) => b.extra - a.extra);
	const total = dearer.reduce((sum, { extra }) => sum + extra, 0);
	return dearer.map(({ change, extra }) => ({
		endpoint: change.endpoint,
		kind: kindOf(change),
		extraMicroUsdPerHour: Math.round(extra),
		share: extra / total,
		since: change.since,
		configured: change.configured,
	}));
}

function extraOf(change: CostChange): number {
	const now = change.replicasNow * change.priceNowMicroUsdPerHour;
	return now - change.replicasBefore * change.priceBeforeMicroUsdPerHour;
}

/** The larger part of the extra decides: the price of the replicas it had, or the replicas it did not have. */
function kindOf(change: CostChange): CauseKind {
	const { replicasBefore, replicasNow, configured } = change;
	const dearerPrice = change.priceNowMicroUsdPerHour - change.priceBeforeMicroUsdPerHour;
	const byPrice = dearerPrice * replicasBefore;
	if (byPrice * 2 > extraOf(change)) return configured === null ? "price" : "configuration";
	if (trafficPart(change) * 2 > replicasNow - replicasBefore) return "traffic";
	return configured === null ? "replicas" : "configuration";
}

/** Of the additional replicas, those that additional traffic explains. */
function trafficPart({ explainedBefore, explainedNow }: CostChange): number {
	return explainedBefore === null || explainedNow === null ? 0 : explainedNow - explainedBefore;
}
