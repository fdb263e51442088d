import type { EventContext } from "../../core/notify/event-message.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Message, Notice, NoticeKind } from "../../domain/notice.ts";
import type { Decision, RestoreRecord } from "../../domain/plan.ts";
import type { Returned } from "./carry-out-restore.ts";
import type { Carried } from "./carry-out-step.ts";
import type { GuardPass } from "./pass.ts";
import type { PassPlan } from "./plan-pass.ts";

/** Everything that happened in a pass, as far as it goes; `carried` and `returned` are empty in a draft. */
export type PassFacts = PassPlan & {
	readonly pass: GuardPass;
	readonly decision: Decision;
	readonly records: readonly RestoreRecord[];
	readonly carried: ReadonlyMap<string, Carried>;
	readonly returned: ReadonlyMap<string, Returned>;
};

export function contextOf({ pass }: PassFacts): EventContext {
	const { namespace, policy, writer } = pass.deps;
	return { namespace, policy, mode: writer.mode, now: pass.now };
}

/** Identity of what goes on over midnight. */
export function lastingNotice(
	facts: PassFacts,
	what: string,
	kind: NoticeKind,
	message: Message,
): Notice {
	const id = `${facts.pass.deps.policy.budget.name}/${what}`;
	return { ...noticeOf(facts, what, kind, message), id };
}

/** Identity of a transition: budget, period, what, and generation where it can happen again. */
export function noticeOf(
	{ pass }: PassFacts,
	what: string,
	kind: NoticeKind,
	message: Message,
): Notice {
	const { budget } = pass.deps.policy;
	const createdAt: Instant = pass.now;
	const id = `${budget.name}/${pass.reading.period.key}/${what}`;
	return { id, kind, createdAt, readyAt: createdAt, message };
}
