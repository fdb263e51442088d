import { defaultPolicyText } from "../../shared/config/default-policy.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";
import type { Policy } from "../../shared/domain/policy.ts";
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

/** The default policy, with the run's zone and budget. */
export function policyOf({ zone, dailyMicroUsd, criticalAtShutdown }: RunPlan): Policy {
	if (!loaded.ok) throw new Error("the default policy was refused");
	const { policy } = loaded;
	const budget = { ...policy.budget, zone, dailyMicroUsd, criticalAtShutdown };
	return { ...policy, budget };
}
