import { defaultPolicyText } from "../../shared/config/default-policy.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import { groupMembers, groupShare } from "./features.ts";
import type { RunPlan } from "./run-plan.ts";

const loaded = loadPolicy(
	defaultPolicyText({
		namespace: "acme",
		zone: "UTC",
		dailyBudgetUsd: 1,
		mode: "enforce",
		endpoints: [],
	}),
	{ file: "guardrail.yml", defaultMode: "enforce" },
);

/** The default policy, with the run's zone, budget and features. */
export function policyOf(plan: RunPlan): Policy {
	if (!loaded.ok) throw new Error("the default policy was refused");
	const { policy } = loaded;
	const { zone, dailyMicroUsd, criticalAtShutdown, features, schedules } = plan;
	const { mode, preempt, envelope } = features;
	const enforce = features.hour ? (["hour", "day"] as const) : policy.budget.enforce;
	const own = { zone, dailyMicroUsd, criticalAtShutdown, mode, preempt, envelope, enforce };
	return withGroupBudget(
		{ ...policy, schedules, budget: { ...policy.budget, ...own } },
		features.group,
	);
}

/** The group's budget follows that of the fleet. */
export function withGroupBudget(policy: Policy, hasGroup: boolean): Policy {
	if (!hasGroup) return policy;
	const { budget } = policy;
	const dailyMicroUsd = Math.round(budget.dailyMicroUsd * groupShare);
	const members = groupMembers.map((name) => ({ name }));
	const early = { preempt: false, envelope: false };
	return { ...policy, groups: [{ ...budget, ...early, name: "small", dailyMicroUsd, members }] };
}
