import type { Plan } from "../../domain/plan.ts";
import { sha256 } from "../../domain/sha256.ts";

const digits = 16;

/**
 * Tells one plan from another by what it would do to whom, not by amounts that move with each minute:
 * what a person saw is what is carried out, or it is asked again.
 */
export function planHashOf({ steps, postponed }: Plan): string {
	const lines = [...steps, ...postponed].map(
		({ endpoint, createdAt, method, minReplica, maxReplica }) =>
			[endpoint, createdAt, method, minReplica, maxReplica].join(" "),
	);
	return sha256(lines.toSorted().join("\n")).slice(0, digits);
}
