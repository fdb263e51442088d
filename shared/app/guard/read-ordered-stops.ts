import type { Endpoint } from "../../domain/endpoint.ts";
import { isStopped } from "../../domain/override.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { GuardPass } from "./pass.ts";

/**
 * What people ordered to stop, each endpoint read anew: an order does not wait until the list is fresh. What
 * cannot be read now, or was made anew, is left for the next pass.
 */
export async function readOrderedStops(pass: GuardPass): Promise<readonly Endpoint[]> {
	const ordered = pass.endpoints.filter(({ name }) => isStopped(pass.overrides, name));
	const read = await Promise.all(ordered.map((known) => readAnew(pass, known)));
	return read.flatMap((endpoint) => endpoint ?? []);
}

async function readAnew(
	{ deps, deadline }: GuardPass,
	endpoint: Endpoint,
): Promise<Endpoint | null> {
	if (deps.clock.now() >= deadline) return null;
	try {
		const fresh = await deps.fleet.getEndpoint(endpoint.name);
		return fresh !== null && isSameEndpoint(fresh, endpoint) ? fresh : null;
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		deps.log.warn("ordered-stop-waits", { endpoint: endpoint.name, problem });
		return null;
	}
}
