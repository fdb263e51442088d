import type { Plan, Step } from "../../domain/plan.ts";
import { sha256 } from "../../domain/sha256.ts";

const digits = 16;

/**
 * Tells one plan from another by what it would do to whom, not by amounts that move with each minute:
 * what a person saw, or a milder cap (`asked-step.ts`), is what is carried out, or it is asked again.
 */
export function planHashOf({ steps, postponed }: Pick<Plan, "steps" | "postponed">): string {
	const lines = [...steps, ...postponed].map(lineOf);
	return sha256(lines.toSorted().join("\n")).slice(0, digits);
}

/** Tells one step from another by what it would do to whom. */
export function stepHashOf(step: Step): string {
	return sha256(lineOf(step)).slice(0, digits);
}

function lineOf({ endpoint, createdAt, method, minReplica, maxReplica }: Step): string {
	return [endpoint, createdAt, method, minReplica, maxReplica].join(" ");
}
