import { openPages } from "../../core/notify/open-pages.ts";
import { remindersDue, unacknowledgedMessage } from "../../core/notify/unacknowledged.ts";
import type { Held } from "../../domain/control.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Decision } from "../../domain/plan.ts";
import type { GuardPass } from "./pass.ts";

type Facts = { readonly decision: Decision; readonly held: readonly Held[] };

/** A page that stands and that nobody answers is said again: after the policy's time, then every 4 hours. */
export function unacknowledgedNotices(pass: GuardPass, facts: Facts): Notice[] {
	const { before, orders, now, reading, deps, cursor } = pass;
	const { namespace, policy, writer } = deps;
	const escalateAfterMs = policy.escalateAfterMs ?? null;
	const context = { namespace, policy, mode: writer.mode, now };
	const budget = policy.budget.name;
	return openPages(before.pages, [], { ...facts, budget, cursor }).flatMap((page): Notice[] => {
		const count = remindersDue({ page, orders, escalateAfterMs, now });
		if (count === 0) return [];
		const message = unacknowledgedMessage(context, { page, reading });
		const id = `${page.id}/unacknowledged/${count}`;
		return [{ id, kind: "unacknowledged", createdAt: now, readyAt: now, message }];
	});
}
