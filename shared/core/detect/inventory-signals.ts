import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { EndpointPolicy } from "../../domain/policy.ts";
import type { Signal } from "../../domain/signal.ts";
import type { Evidence, Signal as Measured } from "./detector.ts";
import { replicaRunaway } from "./replica-runaway.ts";
import { unpriced } from "./unpriced.ts";

/**
 * What the last good list says by itself, gravest first: more replicas than the policy expects, and hardware
 * without a price. An endpoint for which the policy expects nothing cannot run away: absent is not zero.
 */
export function inventorySignals(
	postures: readonly Posture[],
	policyOf: (endpoint: Endpoint) => EndpointPolicy,
): Signal[] {
	const runaways = postures.flatMap((posture) =>
		told("replica-runaway", posture, runawayOf(posture, policyOf(posture.observed))),
	);
	const withoutPrice = postures.flatMap((posture) =>
		told("unpriced", posture, unpricedOf(posture)),
	);
	return [...runaways, ...withoutPrice];
}

const runawayDetector = replicaRunaway();
const unpricedDetector = unpriced();

function runawayOf({ observed }: Posture, { expectedMaxReplicas }: EndpointPolicy): Measured {
	return runawayDetector.signal({
		now: notUpdating,
		runningReplicas: observed.readyReplica,
		targetReplicas: observed.targetReplica,
		expectedMaxReplicas,
		updatingSince: null,
	});
}

/** A list alone does not tell since when two versions run; the instant is not looked at without it. */
const notUpdating: Instant = 0;

function unpricedOf({ observed, price }: Posture): Measured {
	const { instanceType, instanceSize } = observed.hardware;
	const paused = observed.state === "paused";
	return unpricedDetector.signal({ instanceType, instanceSize, price, paused });
}

function told(id: Signal["id"], { observed }: Posture, signal: Measured): Signal[] {
	const { value, enterAbove, severity } = signal;
	if (severity === "info" || value === null || value <= enterAbove) return [];
	return [{ id, severity, endpoint: observed.name, evidence: knownOnly(signal.evidence) }];
}

function knownOnly(evidence: Evidence): Signal["evidence"] {
	const known = Object.entries(evidence).flatMap(([name, value]) =>
		value === null ? [] : [[name, value] as const],
	);
	return Object.fromEntries(known);
}
