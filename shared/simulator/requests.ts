import { noteUse, wake } from "./autoscaler.ts";
import { stateOf } from "./lifecycle.ts";
import type { EndpointRecord, World } from "./world.ts";

/** How the proxy in front of an endpoint answers one request. */
export type RequestOutcome =
	| { kind: "served"; status: 200; serviceMs: number; waitMs: number }
	| { kind: "waking"; status: 503; error: "503 Service Unavailable" }
	| { kind: "paused"; status: 400; error: "Bad Request: Invalid state" }
	| { kind: "unknown"; status: 404; error: "Not Found" };

/** One request through the data plane. It counts as traffic and wakes an endpoint that sleeps. */
export function sendRequest(world: World, endpoint: EndpointRecord): RequestOutcome {
	const { direct } = endpoint.load;
	if (endpoint.isPaused) {
		direct.rejected += 1;
		return { kind: "paused", status: 400, error: "Bad Request: Invalid state" };
	}
	if (endpoint.isAsleep) wake(world, endpoint);
	noteUse(world, endpoint);
	const isServing = endpoint.replicas.some((replica) => replica.stage === "running");
	if (!isServing || stateOf(endpoint) === "failed") {
		direct.failed += 1;
		return { kind: "waking", status: 503, error: "503 Service Unavailable" };
	}
	direct.arrivals += 1;
	const last = endpoint.load.samples.at(-1);
	const serviceMs = Math.round(1000 / endpoint.requestsPerSecondPerReplica);
	return { kind: "served", status: 200, serviceMs, waitMs: Math.round(last?.waitMs ?? 0) };
}
