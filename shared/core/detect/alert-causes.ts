import type { AlertCause } from "../../domain/alert.ts";
import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { ConfigurationChange } from "../../domain/metrics.ts";
import type { Price } from "../../domain/price.ts";
import { type CostChange, causeOf } from "./cause.ts";
import type { EndpointSketch } from "./endpoint-sketch.ts";
import { cellAt } from "./traffic-sketch.ts";
import { explainedReplicas } from "./unexplained-replicas.ts";

/** What one endpoint ran in an earlier hour that serves as the comparison. */
export type HourBefore = {
	readonly hour: Instant;
	readonly replicas: number;
	readonly price: Price;
};

export type CauseInput = {
	readonly posture: Posture;
	readonly before: HourBefore | null;
	readonly sketch: EndpointSketch | null;
	/** Newest first; null: the log cannot be read. */
	readonly changes: readonly ConfigurationChange[] | null;
	/** Changes that are older than the comparison explain nothing. */
	readonly since: Instant;
};

/** Dearest first; a notice is read on a phone. */
const mostCauses = 8;

/** Which endpoint costs how much more than in the hour of the comparison, and why. */
export function alertCauses(inputs: readonly CauseInput[]): readonly AlertCause[] {
	return causeOf(inputs.map(costChange))
		.slice(0, mostCauses)
		.map(({ configured, ...cause }) => ({
			...cause,
			share: Math.round(cause.share * 1_000) / 1_000,
			configured:
				configured === null
					? null
					: `${configured.what}${configured.by === null ? "" : ` by ${configured.by}`}`,
		}));
}

function costChange({ posture, before, sketch, changes, since }: CauseInput): CostChange {
	const { price, replicasPoint, observed } = posture;
	const newest = changes?.find(({ at }) => at >= since) ?? null;
	const changedLately = observed.updatedAt >= since && changes === null;
	const isConfigured = newest !== null || changedLately;
	return {
		endpoint: posture.endpoint,
		// Nothing known of before is not nothing that ran: only what somebody set is a change then.
		replicasBefore: before?.replicas ?? (isConfigured ? 0 : replicasPoint),
		replicasNow: replicasPoint,
		explainedBefore: sketch === null || before === null ? null : explainedIn(sketch, before.hour),
		explainedNow:
			sketch === null ? null : explainedReplicas(sketch.replicas, observed.scaling.minReplica),
		priceBeforeMicroUsdPerHour: before?.price.point ?? price.point,
		priceNowMicroUsdPerHour: price.point,
		since: posture.since,
		configured:
			newest ??
			(changedLately
				? { at: observed.updatedAt, by: observed.updatedBy, what: "its configuration" }
				: null),
	};
}

/** Replicas that the mean of an earlier hour asked for, by what one usually serves. */
function explainedIn({ traffic, replicas }: EndpointSketch, hour: Instant): number | null {
	const { usualPerReplica } = replicas;
	if (usualPerReplica === null || traffic.until - hour > weekMs) return null;
	const { activeMean } = cellAt(traffic.cells, Math.floor(hour / hourMs));
	return Math.max(1, Math.ceil(activeMean / (traffic.binMs / minuteMs) / usualPerReplica));
}

const weekMs = 168 * hourMs;
