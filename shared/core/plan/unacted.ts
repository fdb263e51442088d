import type { Held } from "../../domain/control.ts";
import type { Plan, Step } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";

/**
 * The plan of a mode that writes nothing, without the steps on what an earlier mode really changed: an entry that is
 * only recorded would take the place of the one that knows the original, and the endpoint would never come back.
 */
export function unacted(plan: Plan, held: readonly Held[]): Plan {
	const isActed = (step: Step) =>
		held.some(
			(entry) =>
				isSameEndpoint(entry, step) && (entry.status === "intended" || entry.status === "applied"),
		);
	const acted = [...plan.steps, ...plan.postponed].filter(isActed);
	if (acted.length === 0) return plan;
	const names = [...new Set(acted.map(({ endpoint }) => endpoint))];
	return {
		...plan,
		steps: plan.steps.filter((step) => !isActed(step)),
		postponed: plan.postponed.filter((step) => !isActed(step)),
		untouched: [
			...plan.untouched.filter(({ endpoint }) => !names.includes(endpoint)),
			...names.map((endpoint) => ({ endpoint, reason: "already-done" as const })),
		],
	};
}
