import type { OpenPage } from "../../domain/control.ts";
import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";
import type { Message } from "../../domain/notice.ts";
import type { Override } from "../../domain/override.ts";
import { writesIn } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import type { EventContext } from "./event-message.ts";
import { lineText, moneyText, percentText } from "./money-text.ts";
import { ofTier } from "./open-pages.ts";

/** A page that nobody answers is repeated every 4 hours (docs/how-it-decides.md 8). */
const repeatMs = 4 * hourMs;

/** How often nobody has answered this page by now; 0: no reminder is due. */
export function remindersDue(facts: {
	readonly page: OpenPage;
	readonly orders: readonly Override[];
	/** Until the first reminder; null: it comes with the repetitions. */
	readonly escalateAfterMs: number | null;
	readonly now: Instant;
}): number {
	const { page, orders, escalateAfterMs, now } = facts;
	if (orders.some((order) => isAnswer(order, page))) return 0;
	const waited = now - page.at - (escalateAfterMs ?? repeatMs);
	return waited < 0 ? 0 : 1 + Math.floor(waited / repeatMs);
}

/** Whoever gives any order after the page has seen it; whoever looks after another notice may not have. */
function isAnswer({ kind, details, grantedAt }: Override, page: OpenPage): boolean {
	const noticeId = details?.noticeId;
	if (kind === "ack" && noticeId !== undefined) return isNamed(noticeId, page);
	return grantedAt >= page.at;
}

/** The page itself, a reminder of it, or what was told later of the same tier. */
function isNamed(noticeId: string, page: OpenPage): boolean {
	const tier = ofTier(page);
	return (
		noticeId === page.id ||
		noticeId.startsWith(`${page.id}/`) ||
		(tier !== null && noticeId.startsWith(`${tier}/`))
	);
}

const ownWord = /^(SHADOW: nothing will be stopped · )?PAGE /;

/** Nobody has said that they look after it. */
export function unacknowledgedMessage(
	context: EventContext,
	facts: { readonly page: OpenPage; readonly reading: Reading },
): Message {
	const { reading, page } = facts;
	const { zone } = reading.period;
	const minutes = Math.round((context.now - page.at) / minuteMs);
	const tier = page.id.split("/")[2];
	const isTier = ofTier(page) !== null && tier !== undefined;
	return composeMessage({
		...context,
		severity: "page",
		type: isTier ? "budget.tier" : "guard.health",
		title: `nobody has acknowledged since ${clockText(page.at, zone)} (${minutes} min): ${page.title.replace(ownWord, "")}`,
		sections: [
			{
				heading: null,
				lines: [
					`${moneyText(reading.spent.point)} of ${lineText(reading.budgetMicroUsd)} (${percentText(reading.ratio.point)}).`,
					writesIn(context.mode)
						? "It still stands. The guard has done what the policy allows; a person decides the rest."
						: "It still stands, and in this mode the guard stops nothing: a person decides.",
					`To end this, acknowledge it (guardrail override ack ${page.id} --reason "...") or give any order.`,
				],
			},
		],
		footer: `times in ${zone}`,
		attributes: { ...(isTier ? { tier } : {}), escalation: "1" },
	});
}
