import type { Endpoint } from "../../domain/endpoint.ts";
import type { Step } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";

/**
 * Blast radius of one pass: at most max(1, 25 %) of the endpoints and 50 % of the running replicas.
 * A limit never blocks the first step, and a pause of an expensive endpoint may go over it.
 */
export function withinLimits(
	wanted: readonly Step[],
	{ endpoints, policy }: { readonly endpoints: readonly Endpoint[]; readonly policy: Policy },
): { steps: Step[]; postponed: Step[] } {
	const { endpointsPerPassRatio, replicasPerPassRatio } = policy.limits;
	const mostEndpoints = Math.max(1, Math.floor(endpoints.length * endpointsPerPassRatio));
	const running = endpoints.reduce((sum, endpoint) => sum + endpoint.readyReplica, 0);
	const mostReplicas = running * replicasPerPassRatio;
	const steps: Step[] = [];
	const postponed: Step[] = [];
	let replicas = 0;
	for (const step of wanted) {
		const removed = step.replicasBefore - step.replicasAfter;
		const fits = steps.length < mostEndpoints && replicas + removed <= mostReplicas;
		if (steps.length === 0 || fits || mayExceed(step)) {
			steps.push(step);
			replicas += removed;
		} else postponed.push(step);
	}
	return { steps, postponed };
}

function mayExceed(step: Step): boolean {
	return step.method === "pause" && (step.tier === "shutdown" || step.tier === "ceiling");
}
