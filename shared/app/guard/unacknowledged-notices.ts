import { remindersDue, unacknowledgedMessage } from "../../core/notify/unacknowledged.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Decision } from "../../domain/plan.ts";
import type { GuardPass } from "./pass.ts";

/** A page that nobody answers is said again: first after the policy's time, then every 4 hours. */
export function unacknowledgedNotices(pass: GuardPass, { tier, previousTier }: Decision): Notice[] {
	const { before, orders, now, reading, deps } = pass;
	const { namespace, policy, writer } = deps;
	if (tier !== previousTier || before.periodKey !== reading.period.key) return [];
	const { tierSince } = before;
	const escalateAfterMs = policy.escalateAfterMs ?? null;
	const count = remindersDue({ tier, tierSince, orders, escalateAfterMs, now });
	if (count === 0) return [];
	const context = { namespace, policy, mode: writer.mode, now };
	const message = unacknowledgedMessage(context, { tier, tierSince, reading });
	const id = `${policy.budget.name}/${reading.period.key}/${tier}/${tierSince}/unacknowledged/${count}`;
	return [{ id, kind: "unacknowledged", createdAt: now, readyAt: now, message }];
}
