import { openPages } from "../../core/notify/open-pages.ts";
import { remindersDue, unacknowledgedMessage } from "../../core/notify/unacknowledged.ts";
import type { BudgetReading } from "../../core/reading/read-budgets.ts";
import type { Held, OpenPage } from "../../domain/control.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Decision } from "../../domain/plan.ts";
import { type GuardPass, judgedGroups } from "./pass.ts";

type Facts = { readonly decision: Decision; readonly held: readonly Held[] };

/** A page that stands and that nobody answers is said again: after the policy's time, then every 4 hours. */
export function unacknowledgedNotices(pass: GuardPass, facts: Facts): Notice[] {
	const { before, orders, now, deps, cursor } = pass;
	const { namespace, policy, writer } = deps;
	const escalateAfterMs = policy.escalateAfterMs ?? null;
	const budget = policy.budget.name;
	const standing = { ...facts, budget, groups: judgedGroups(pass), cursor };
	return openPages(before.pages, [], standing).flatMap((page): Notice[] => {
		const count = remindersDue({ page, orders, escalateAfterMs, now });
		if (count === 0) return [];
		const own = budgetOf(pass, page);
		const context = {
			namespace,
			policy: { ...policy, budget: own.budget },
			mode: writer.mode,
			now,
		};
		const message = unacknowledgedMessage(context, { page, reading: own.reading });
		const id = `${page.id}/unacknowledged/${count}`;
		return [{ id, kind: "unacknowledged", createdAt: now, readyAt: now, message }];
	});
}

/** Whose money the page is about. */
function budgetOf({ groups, reading, deps }: GuardPass, { id }: OpenPage): BudgetReading {
	const group = groups.find(({ budget }) => id.startsWith(`${budget.name}/`));
	return group ?? { budget: deps.policy.budget, reading };
}
