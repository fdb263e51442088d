import { earlyMessage, envelopeShortMessage } from "../../core/notify/early-message.ts";
import type { Message, Notice } from "../../domain/notice.ts";
import type { EarlyCause, Plan } from "../../domain/plan.ts";
import type { Carried } from "./carry-out-step.ts";
import type { GuardPass } from "./pass.ts";

type Facts = {
	readonly pass: GuardPass;
	readonly plan: Plan;
	/** Empty in a draft. */
	readonly carried: ReadonlyMap<string, Carried>;
};

/** Once a day and cause: that caps were taken before any line was crossed, and where they do not suffice. */
export function earlyNotices(facts: Facts): Notice[] {
	return [...capNotice(facts, "preempt"), ...capNotice(facts, "envelope"), ...shortNotice(facts)];
}

/** With the outcome, not as a draft: a cap that nobody hears of for a minute harms nobody. */
function capNotice(facts: Facts, cause: EarlyCause): Notice[] {
	const { pass, plan, carried } = facts;
	const acted = plan.steps
		.filter((step) => step.cause === cause && carried.has(step.endpoint))
		.map((step) => ({ step, outcome: carried.get(step.endpoint)?.outcome ?? null }));
	if (acted.length === 0) return [];
	const { reading } = pass;
	const message = earlyMessage(contextOf(pass), { cause, acted, reading, envelope: plan.envelope });
	return [noticeOf(pass, `early/${cause}`, message)];
}

function shortNotice({ pass, plan }: Facts): Notice[] {
	if (plan.envelope === null || plan.envelope.shortMicroUsd <= 0) return [];
	const message = envelopeShortMessage(contextOf(pass), plan.envelope);
	return [noticeOf(pass, "early/short", message)];
}

function contextOf({ deps, now }: GuardPass) {
	return { namespace: deps.namespace, policy: deps.policy, mode: deps.writer.mode, now };
}

function noticeOf({ deps, reading, now }: GuardPass, what: string, message: Message): Notice {
	const id = `${deps.policy.budget.name}/${reading.period.key}/${what}`;
	return { id, kind: "early", createdAt: now, readyAt: now, message };
}
