import { askMessage } from "../../core/notify/ask-message.ts";
import type { Notice } from "../../domain/notice.ts";
import { tierOrder } from "../../domain/policy.ts";
import { contextOf, noticeOf, type PassFacts } from "./pass-facts.ts";

/** Once per plan that waits for a person's word; where nothing else is done it is the notice of the crossing. */
export function askNotices(facts: PassFacts, generation: number): Notice[] {
	const { word, waiting, pass, decision } = facts;
	const { pending } = word;
	if (pending === null || !isNewQuestion(facts)) return [];
	const { reading } = pass;
	const message = askMessage(contextOf(facts), { asked: pending, waiting, reading, decision });
	const what = isTheCrossing(facts)
		? `${decision.tier}/up/${generation}`
		: `${decision.tier}/ask/${pending.planHash}/${pending.generation}`;
	return [noticeOf(facts, what, "ask", message)];
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
