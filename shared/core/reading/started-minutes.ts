import { minuteMs } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";

/**
 * What started minutes that are billed whole can add to an endpoint at its maximum, as a share of it: less than
 * a minute for each life of a replica. A life is as long as replicas are kept before the autoscaler takes them
 * away. Replicas that never go add nothing; nor does a replica that fails time and again count here.
 */
export function startedMinutesShare({ observed }: Posture): number {
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes } = observed.scaling;
	const timeoutMs = (scaleToZeroTimeoutMinutes ?? 0) * minuteMs;
	if (timeoutMs === 0 && minReplica === maxReplica) return 0;
	return minuteMs / (timeoutMs === 0 ? scaleDownMs : Math.min(scaleDownMs, timeoutMs));
}

/** Replicas are kept this long before fewer run. Source: hf-endpoints-documentation, guides/autoscaling. */
const scaleDownMs = 5 * minuteMs;
