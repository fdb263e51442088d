import { askMessage } from "../../core/notify/ask-message.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Step } from "../../domain/plan.ts";
import { tierOrder } from "../../domain/policy.ts";
import { budgetsOf } from "./budgets-of.ts";
import { contextOf, noticeOf, type PassFacts } from "./pass-facts.ts";

/** Once per plan that waits for a person's word; where nothing else is done it is the notice of the crossing. */
export function askNotices(facts: PassFacts, generation: number): Notice[] {
	const { word, waiting, decision } = facts;
	const { pending } = word;
	if (pending === null || !isNewQuestion(facts)) return [];
	const budgets = budgetsOf(facts);
	const [own = facts] = budgets;
	const { pass, decision: asking } = askerOf(budgets, waiting) ?? own;
	const { reading } = pass;
	const context = contextOf({ ...facts, pass });
	const message = askMessage(context, { asked: pending, waiting, reading, decision: asking });
	const what = isTheCrossing(own)
		? `${decision.tier}/up/${generation}`
		: `${decision.tier}/ask/${pending.planHash}/${pending.generation}`;
	return [noticeOf(facts, what, "ask", message)];
}

/** Where one group alone asks for all of it, the question is about its money. */
function askerOf(budgets: readonly PassFacts[], waiting: readonly Step[]): PassFacts | undefined {
	const names = new Set(waiting.map(({ demand }) => demand?.budget));
	const [name] = names;
	if (name === undefined || names.size > 1) return undefined;
	return budgets.find(({ pass }) => pass.deps.policy.budget.name === name);
}

/** The notice of a crossing would say that nothing was done, and the question says it as well. */
export function isTheCrossing(facts: PassFacts): boolean {
	const { decision, plan } = facts;
	const rises = tierOrder.indexOf(decision.tier) > tierOrder.indexOf(decision.previousTier);
	return rises && plan.steps.length === 0 && isNewQuestion(facts);
}

function isNewQuestion({ word, pass }: PassFacts): boolean {
	return word.pending?.createdAt === pass.now;
}
