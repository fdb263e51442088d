import type { MicroUsd } from "../../domain/money.ts";
import type { Method, Rejected, RejectedReason, ScopeTotals, Step } from "../../domain/plan.ts";
import type { ActionTier, Scope } from "../../domain/policy.ts";
import { methods } from "./methods/methods.ts";
import type { Ladder } from "./plan-input.ts";

/** What the steps of a scope come to. */
export function totalsOf(
	scope: Scope,
	steps: readonly Step[],
	neededMicroUsd: MicroUsd | null,
): ScopeTotals {
	const sum = (part: (step: Step) => number) =>
		steps.reduce((total, step) => total + part(step), 0);
	return {
		scope,
		endpoints: steps.map(({ endpoint }) => endpoint).toSorted(),
		savesMicroUsdPerHour: sum((step) => step.savesMicroUsdPerHour),
		savesByPeriodEnd: {
			lo: sum((step) => step.savesByPeriodEnd.lo),
			point: sum((step) => step.savesByPeriodEnd.point),
		},
		disruption: sum((step) => step.disruption),
		neededMicroUsd,
	};
}

/** Ways that were open and were not taken, in order of harm, gathered by the reason. */
export function rejectedOf(
	ladders: readonly Ladder[],
	chosen: readonly Step[],
	tier: ActionTier,
): Rejected[] {
	const found = ladders.flatMap((ladder) => notTaken(ladder, chosen));
	return methods.flatMap(({ method }) => [
		...group(found, method, "harder-needed"),
		...group(found, method, "not-needed"),
		...(method === "divert" && tier !== "trim" ? withoutRoute(ladders) : []),
	]);
}

type NotTaken = { readonly step: Step; readonly reason: RejectedReason };

function notTaken(ladder: Ladder, chosen: readonly Step[]): NotTaken[] {
	const taken = ladder.findIndex((step) => chosen.includes(step));
	return [...ladder.entries()]
		.filter(([index]) => index !== taken)
		.map(([index, step]) => ({ step, reason: index < taken ? "harder-needed" : "not-needed" }));
}

function group(found: readonly NotTaken[], method: Method, reason: RejectedReason): Rejected[] {
	const endpoints = found
		.filter((each) => each.step.method === method && each.reason === reason)
		.map(({ step }) => step.endpoint)
		.toSorted();
	return endpoints.length === 0 ? [] : [{ method, reason, endpoints }];
}

function withoutRoute(ladders: readonly Ladder[]): Rejected[] {
	const endpoints = ladders
		.flatMap(([step]) => (step === undefined || step.criticality === "critical" ? [] : step))
		.map(({ endpoint }) => endpoint)
		.toSorted();
	return endpoints.length === 0
		? []
		: [{ method: "divert", reason: "no-cheaper-route", endpoints }];
}
