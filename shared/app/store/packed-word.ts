import type { AskedPlan, AskedStep, Word } from "../../domain/control.ts";
import type { Method } from "../../domain/plan.ts";

/** What was asked as it is stored in the control item: each step as one short row. */
export type PackedWord = {
	readonly pending: PackedPlan | null;
	readonly answered: readonly PackedPlan[];
};

type PackedPlan = Omit<AskedPlan, "steps"> & {
	/** Steps as they are: of items of older versions. */
	readonly steps: readonly (AskedRow | AskedStep)[];
};

/** `sinceAfter`: milliseconds since the plan was asked for, at most 0. */
type AskedRow = readonly [
	endpoint: string,
	key: string,
	sinceAfter: number,
	...cap: readonly [] | readonly [createdAt: number, method: Method, min: number, max: number],
];

export function packWord({ pending, answered }: Word): PackedWord {
	return { pending: pending === null ? null : packPlan(pending), answered: answered.map(packPlan) };
}

export function unpackWord({ pending, answered }: PackedWord): Word {
	return {
		pending: pending === null ? null : unpackPlan(pending),
		answered: answered.map(unpackPlan),
	};
}

function packPlan(plan: AskedPlan): PackedPlan {
	const steps = plan.steps.map(({ endpoint, key, since, cap }): AskedRow => {
		const sinceAfter = since - plan.createdAt;
		if (cap === undefined) return [endpoint, key, sinceAfter];
		const { createdAt, method, minReplica, maxReplica } = cap;
		return [endpoint, key, sinceAfter, createdAt, method, minReplica, maxReplica];
	});
	return { ...plan, steps };
}

function unpackPlan(plan: PackedPlan): AskedPlan {
	return { ...plan, steps: plan.steps.map((step) => unpackStep(step, plan)) };
}

function unpackStep(step: AskedRow | AskedStep, plan: PackedPlan): AskedStep {
	if ("key" in step) return step;
	const [endpoint, key, sinceAfter, ...cap] = step;
	const asked = { endpoint, key, since: plan.createdAt + sinceAfter };
	if (cap.length === 0) return asked;
	const [createdAt, method, minReplica, maxReplica] = cap;
	return { ...asked, cap: { createdAt, method, minReplica, maxReplica } };
}
