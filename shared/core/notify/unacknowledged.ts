import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";
import type { Message } from "../../domain/notice.ts";
import type { Override } from "../../domain/override.ts";
import type { Tier } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import type { EventContext } from "./event-message.ts";
import { lineText, moneyText, percentText } from "./money-text.ts";

/** After the first reminder a page is repeated every 4 hours (docs/how-it-decides.md 8). */
const repeatMs = 4 * hourMs;

/** How often nobody has answered the page of this tier by now; 0: no reminder is due. */
export function remindersDue(facts: {
	readonly tier: Tier;
	readonly tierSince: Instant;
	readonly orders: readonly Override[];
	/** null: nobody is reminded. */
	readonly escalateAfterMs: number | null;
	readonly now: Instant;
}): number {
	const { tier, tierSince, orders, escalateAfterMs, now } = facts;
	if (escalateAfterMs === null || (tier !== "shutdown" && tier !== "ceiling")) return 0;
	// Whoever gives any order after the page has seen it.
	if (orders.some(({ grantedAt }) => grantedAt >= tierSince)) return 0;
	const waited = now - tierSince - escalateAfterMs;
	return waited < 0 ? 0 : 1 + Math.floor(waited / repeatMs);
}

/** Nobody has said that they look after it. */
export function unacknowledgedMessage(
	context: EventContext,
	facts: { readonly tier: Tier; readonly tierSince: Instant; readonly reading: Reading },
): Message {
	const { reading, tier, tierSince } = facts;
	const { zone } = reading.period;
	const minutes = Math.round((context.now - tierSince) / minuteMs);
	return composeMessage({
		...context,
		severity: "page",
		type: "budget.tier",
		title: `${context.namespace}: nobody has acknowledged ${tier} since ${clockText(tierSince, zone)} (${minutes} min)`,
		sections: [
			{
				heading: null,
				lines: [
					`${moneyText(reading.spent.point)} of ${lineText(reading.budgetMicroUsd)} (${percentText(reading.ratio.point)}).`,
					"The guard has done what the policy allows; a person decides the rest.",
					"To end this, acknowledge it (the button, or /guardrail ack in Slack) or give any order.",
				],
			},
		],
		footer: `times in ${zone}`,
		attributes: { tier, escalation: "1" },
	});
}
