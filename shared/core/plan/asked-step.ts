import type { AskedPlan, AskedStep } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Step } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { stepHashOf } from "./plan-hash.ts";

/** A step as a person is asked for it, with what it would set. */
export function askedStepOf(step: Step, since: Instant): AskedStep {
	const { endpoint, createdAt, method, minReplica, maxReplica } = step;
	const asked = { endpoint, key: stepHashOf(step), since };
	if (minReplica === null || maxReplica === null) return asked;
	return { ...asked, cap: { createdAt, method, minReplica, maxReplica } };
}

/** Where the plan asks for this step, or for a harder one that contains it; undefined: nowhere. */
export function askedAs(step: Step, plan: AskedPlan | null): AskedStep | undefined {
	const steps = plan?.steps ?? [];
	return (
		steps.find((asked) => isSameStep(asked, step)) ?? steps.find((asked) => contains(asked, step))
	);
}

/**
 * What a person was asked for is this step, or takes at least as much from the same endpoint in the same way: a cap
 * that softens towards the day's end is a part of what was allowed, or refused, and no new question.
 */
export function contains(asked: AskedStep, step: Step): boolean {
	return isSameStep(asked, step) || isMilder(step, asked);
}

export function isSameStep({ key }: AskedStep, step: Step): boolean {
	return key === stepHashOf(step);
}

function isMilder(step: Step, { endpoint, cap }: AskedStep): boolean {
	const { method, minReplica, maxReplica } = step;
	if (cap === undefined || minReplica === null || maxReplica === null) return false;
	if (method !== cap.method || !isSameEndpoint(step, { endpoint, ...cap })) return false;
	return minReplica >= cap.minReplica && maxReplica >= cap.maxReplica;
}
