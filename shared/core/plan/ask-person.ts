import { isInForce, type Override } from "../../domain/override.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import { sha256 } from "../../domain/sha256.ts";
import { endpointPolicy } from "./endpoint-policy.ts";
import type { PlanInput } from "./plan-input.ts";

const digits = 16;

/**
 * Where the policy says to ask before a critical endpoint is paused: the plan with those pauses once a person
 * approved them, and until then the plan without them, with the question. `deny` wins over any `approve`.
 */
export function askPerson(input: PlanInput, planOf: (input: PlanInput) => Plan): Plan {
	const { policy, tier } = input;
	const isAsked = policy.budget.criticalAtShutdown === "ask";
	if (!isAsked || (tier !== "shutdown" && tier !== "ceiling")) return planOf(input);
	const id = questionId(input);
	if (isApproved(input, id)) return planOf({ ...input, policy: answered(policy, "pause") });
	const plan = planOf({ ...input, policy: answered(policy, "floor") });
	const paused = planOf({ ...input, policy: answered(policy, "pause") });
	const pauses = [...paused.steps, ...paused.postponed].filter(
		({ method, criticality }) => method === "pause" && criticality === "critical",
	);
	if (pauses.length === 0) return plan;
	const names = pauses.map(({ endpoint }) => endpoint).toSorted();
	const question = `${names.join(", ")} keep one replica until a person approves the pause: guardrail override approve ${id} --reason "..."`;
	return { ...plan, remarks: [...plan.remarks, question] };
}

function answered(policy: Policy, criticalAtShutdown: "floor" | "pause"): Policy {
	return { ...policy, budget: { ...policy.budget, criticalAtShutdown } };
}

/** Of this day, tier and these critical endpoints; the same while they are being paused one after the other. */
function questionId({ policy, reading, tier, endpoints }: PlanInput): string {
	const names = endpoints
		.filter((endpoint) => {
			const { criticality, protected: isProtected } = endpointPolicy(policy, endpoint);
			return criticality === "critical" && !isProtected;
		})
		.map(({ name, createdAt }) => `${name}@${createdAt}`)
		.toSorted();
	return sha256(["pause", reading.period.key, tier, ...names].join("\n")).slice(0, digits);
}

function isApproved({ overrides, now }: PlanInput, id: string): boolean {
	const answers = overrides.filter(
		(override: Override) => isInForce(override, now) && override.details?.planHash === id,
	);
	const isDenied = answers.some(({ kind }) => kind === "deny");
	return !isDenied && answers.some(({ kind }) => kind === "approve");
}
