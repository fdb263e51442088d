import { overrideMessage } from "../../core/notify/override-message.ts";
import { overrideNews } from "../../core/notify/override-news.ts";
import type { ActedStep } from "../../core/notify/step-text.ts";
import type { Notice } from "../../domain/notice.ts";
import { covers, type Override } from "../../domain/override.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Carried } from "./carry-out-step.ts";
import { noticeTimes } from "./notice-times.ts";
import type { GuardPass } from "./pass.ts";

type Facts = {
	readonly pass: GuardPass;
	readonly plan: Plan;
	/** Empty in a draft. */
	readonly carried: ReadonlyMap<string, Carried>;
};

/** Of each order: that it is in force, 15 minutes before its end, and its end. */
export function overrideNotices(facts: Facts): Notice[] {
	const { orders, before, now, deps, reading } = facts.pass;
	const { namespace, policy, writer } = deps;
	const context = { namespace, policy, mode: writer.mode, now };
	return overrideNews({ orders, told: before.told, now }).map((news): Notice => {
		const acted = actedFor(news.override, facts);
		// A draft waits for its outcome, in case the pass dies in between.
		const isDraft = acted.length > 0 && facts.carried.size === 0;
		const message = overrideMessage(context, { news, reading, acted });
		const readyAt = isDraft ? now + noticeTimes.draftMs.value : now;
		return { id: news.id, kind: "override", createdAt: now, readyAt, message };
	});
}

/** A stop is told with what was stopped. */
function actedFor(override: Override, { plan, carried }: Facts): ActedStep[] {
	if (override.kind !== "stop-now") return [];
	return plan.steps
		.filter(({ endpoint }) => covers(override, endpoint))
		.map((step) => ({ step, outcome: carried.get(step.endpoint)?.outcome ?? null }));
}
