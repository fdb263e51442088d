import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { GroupBudget } from "../../domain/policy.ts";
import type { ReadModel } from "../../domain/read-model.ts";
import { type Explained, type ExplainInput, explainPlan } from "./explain-plan.ts";
import { groupNextSentence } from "./group-next-sentence.ts";
import { meetsAt } from "./why-sentence.ts";

/** What is done at the next line of one group, as of the namespace: why, dollars, by when, steps. */
export type ExplainedGroup = Explained & {
	readonly group: string;
	/** null: it has no line above its tier. */
	readonly lineMicroUsd: MicroUsd | null;
	/** When the line is met at the present rate; null: not today, or it is passed already. */
	readonly reachedAt: Instant | null;
};

type Facts = Pick<ReadModel, "policy" | "mode" | "control" | "spending" | "planNextGroups">;

/** In the order of the policy; a group that is not metered yet is left out. */
export function explainGroupNexts(
	facts: Facts,
	holding: ExplainInput["holding"],
): ExplainedGroup[] {
	return facts.policy.groups.flatMap((group) => explainedNext(group, facts, holding) ?? []);
}

function explainedNext(
	group: GroupBudget,
	facts: Facts,
	holding: ExplainInput["holding"],
): ExplainedGroup | null {
	const { policy, mode, planNextGroups = [] } = facts;
	const sentence = groupNextSentence(group, facts);
	const own = facts.spending.groups.find(({ reading }) => reading.budget === group.name);
	if (sentence === null || own === undefined) return null;
	const { reading } = own;
	const plan = planNextGroups.find((next) => next.group === group.name)?.plan;
	if (plan === undefined || plan.tier === "ok")
		return { ...noLine, group: group.name, prose: [sentence] };
	const budget = { ...group, dailyMicroUsd: reading.budgetMicroUsd };
	const held = holding === undefined ? {} : { holding };
	const input = { plan, reading, policy: { ...policy, budget }, mode, since: null, ...held };
	const explained = explainPlan(input);
	const [, ...rest] = explained.prose;
	const line = Math.round(group.thresholds[plan.tier] * reading.budgetMicroUsd);
	const when = { lineMicroUsd: line, reachedAt: meetsAt(reading, line) };
	return { ...explained, group: group.name, ...when, prose: [sentence, ...rest] };
}

const noLine = {
	tier: "ok",
	steps: [],
	untouched: [],
	effects: [],
	lineMicroUsd: null,
	reachedAt: null,
} as const;
