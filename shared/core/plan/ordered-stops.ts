import type { Held } from "../../domain/control.ts";
import { isInForce, isStopped, type Override } from "../../domain/override.ts";
import type { Plan, Step } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import { ladderOf } from "./ladder-of.ts";
import type { PlanInput } from "./plan-input.ts";

/**
 * The plan with what a person ordered to stop: of the whole namespace what `shutdown` would stop, and an
 * endpoint that is named whatever it costs. Stronger than every hold and than the limits of a pass;
 * what the policy protects is left alone even so.
 */
export function withOrderedStops(plan: Plan, input: PlanInput): Plan {
	const stops = input.overrides.filter(
		(override) => override.kind === "stop-now" && isInForce(override, input.now),
	);
	if (stops.length === 0) return plan;
	const ordered = input.endpoints.flatMap((endpoint): Step[] => {
		if (!isStopped(stops, endpoint.name)) return [];
		const ladder = ladderOf(endpoint, "shutdown", inputOf(input, stops, endpoint.name));
		const step = typeof ladder === "string" ? undefined : ladder.at(-1);
		return step === undefined ? [] : [step];
	});
	const names = new Set(ordered.map(({ endpoint }) => endpoint));
	const others = <Entry extends { readonly endpoint: string }>(entries: readonly Entry[]) =>
		entries.filter(({ endpoint }) => !names.has(endpoint));
	return {
		...plan,
		steps: [...others(plan.steps), ...ordered],
		postponed: others(plan.postponed),
		untouched: others(plan.untouched),
	};
}

/**
 * Only what is on its way back is left alone, for the minutes of a try of it: the order is newer than any wish
 * that came before it, and waits for no cooldown.
 */
function inputOf(input: PlanInput, stops: readonly Override[], endpoint: string): PlanInput {
	const held = input.held.flatMap(({ easedAt: _, ...entry }): Held[] =>
		entry.status === "superseded" || entry.status === "restored" ? [] : [entry],
	);
	const isNamed = stops.some((override) => override.endpoint === endpoint);
	const policy = isNamed ? stoppingAll(input.policy) : input.policy;
	return { ...input, policy, held, overrides: [] };
}

/** Who names an endpoint has weighed what it is. */
function stoppingAll(policy: Policy): Policy {
	const { budget } = policy;
	return {
		...policy,
		budget: { ...budget, criticalAtShutdown: "pause", expensivePerHourMicroUsd: 0 },
	};
}
