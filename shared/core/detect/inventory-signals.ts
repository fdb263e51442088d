import type { Endpoint } from "../../domain/endpoint.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { EndpointPolicy } from "../../domain/policy.ts";
import type { Signal } from "../../domain/signal.ts";

/**
 * What the last good list says by itself, gravest first: more replicas than the policy expects, and hardware
 * without a price. An endpoint for which the policy expects nothing cannot run away: absent is not zero.
 */
export function inventorySignals(
	postures: readonly Posture[],
	policyOf: (endpoint: Endpoint) => EndpointPolicy,
): Signal[] {
	const runaways = postures.flatMap((posture) => runaway(posture, policyOf(posture.observed)));
	return [...runaways, ...postures.flatMap(unpriced)];
}

function runaway({ observed }: Posture, { expectedMaxReplicas }: EndpointPolicy): Signal[] {
	const replicas = Math.max(observed.readyReplica, observed.targetReplica);
	if (expectedMaxReplicas === null || replicas <= expectedMaxReplicas) return [];
	const evidence = { replicas, expectedMaxReplicas };
	return [{ id: "replica-runaway", severity: "page", endpoint: observed.name, evidence }];
}

function unpriced({ observed, price }: Posture): Signal[] {
	if (price.known || observed.state === "paused") return [];
	const { instanceType, instanceSize } = observed.hardware;
	const evidence = { instanceType, instanceSize, assumedMicroUsdPerHour: price.point };
	return [{ id: "unpriced", severity: "warn", endpoint: observed.name, evidence }];
}
