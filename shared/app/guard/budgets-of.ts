import type { BudgetDecision } from "../../core/decide/decide-budgets.ts";
import { noWord } from "../../core/plan/wait-for-word.ts";
import type { Control } from "../../domain/control.ts";
import { isUnder } from "../../domain/group-budget.ts";
import type { Plan, Step } from "../../domain/plan.ts";
import type { PassFacts } from "./pass-facts.ts";

/** What a pass is to each budget by itself: the namespace's first, then those of the groups. */
export function budgetsOf(facts: PassFacts): readonly PassFacts[] {
	const { groups } = facts.pass;
	if (groups.length === 0) return [facts];
	return [ofNamespace(facts), ...groups.map((group) => ofGroup(facts, group))];
}

/** Steps that a group asked for are told with the group. */
function ofNamespace(facts: PassFacts): PassFacts {
	const isOwn = ({ demand }: Step) => demand === undefined;
	return {
		...facts,
		plan: withSteps(facts.plan, isOwn),
		standing: facts.standing.filter(({ budget }) => budget === undefined),
	};
}

/** As if the budget of the group were the namespace's, and its latch that of the control item. */
function ofGroup(facts: PassFacts, { budget, reading, decision }: BudgetDecision): PassFacts {
	const { pass } = facts;
	const { policy } = pass.deps;
	return {
		...facts,
		decision,
		pass: {
			...pass,
			deps: { ...pass.deps, policy: { ...policy, budget } },
			reading,
			before: beforeOf(pass.before, { budget, reading, decision }),
			postures: pass.postures.filter(({ observed }) => isUnder(budget, observed)),
		},
		plan: planOf(facts.plan, budget.name),
		standing: facts.standing.filter((held) => held.budget === budget.name),
		word: noWord,
		waiting: [],
	};
}

function beforeOf(before: Control, { budget, reading }: BudgetDecision): Control {
	const latch = before.groups?.find((each) => each.budget === budget.name);
	if (latch !== undefined) return { ...before, ...latch };
	const { period } = reading;
	return { ...before, periodKey: period.key, tier: "ok", tierSince: period.from };
}

function planOf(plan: Plan, budget: string): Plan {
	const own = plan.groups?.find((each) => each.budget === budget);
	const { untouched = [], remarks = [], envelope = null } = own ?? {};
	const taken = new Set([...plan.steps, ...plan.postponed].map(({ endpoint }) => endpoint));
	return {
		...withSteps(plan, ({ demand }) => demand?.budget === budget),
		tier: own?.tier ?? "ok",
		untouched: untouched.filter(({ endpoint }) => !taken.has(endpoint)),
		remarks,
		envelope,
	};
}

function withSteps(plan: Plan, isOwn: (step: Step) => boolean): Plan {
	return { ...plan, steps: plan.steps.filter(isOwn), postponed: plan.postponed.filter(isOwn) };
}
