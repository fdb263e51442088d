import type { Message } from "../../domain/notice.ts";
import type { Override } from "../../domain/override.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import type { EventContext } from "./event-message.ts";
import { lineText, moneyText, percentText, rateText, wholeDollars } from "./money-text.ts";
import type { OverrideNews } from "./override-news.ts";
import { stepSection } from "./step-section.ts";
import type { ActedStep } from "./step-text.ts";

export type OverrideMessageFacts = {
	readonly news: OverrideNews;
	readonly reading: Reading;
	/** What this pass did because of it. */
	readonly acted: readonly ActedStep[];
};

/** An order is in force, about to end, or over: who, why, until when, and what it can cost or did cost. */
export function overrideMessage(context: EventContext, facts: OverrideMessageFacts): Message {
	const { news, reading, acted } = facts;
	const { override } = news;
	const { zone } = reading.period;
	return composeMessage({
		...context,
		severity: news.news === "ending" ? "warn" : "info",
		type: "override",
		title: `${context.namespace}: ${titleOf(facts)}`,
		sections: [
			{ heading: null, lines: [...costLines(facts), `Reason: ${override.reason}`] },
			stepSection(context.mode, acted),
			{ heading: null, lines: whatNext(facts) },
		],
		footer: `by ${override.actor} · order ${override.id} · times in ${zone}`,
		attributes: override.endpoint === null ? {} : { endpoint: override.endpoint },
	});
}

function titleOf({ news, reading }: OverrideMessageFacts): string {
	const { override, revokedBy } = news;
	const until = clockText(override.expiresAt, reading.period.zone);
	const what = whatOf(override, reading);
	switch (news.news) {
		case "granted":
			return `${override.actor} ${what} until ${until}`;
		case "ending":
			return `ends at ${until}: ${override.actor} ${what}`;
		case "ended":
			return revokedBy === null
				? `ended: ${override.actor} ${what}`
				: `ended by ${revokedBy}: ${override.actor} ${what}`;
	}
}

/** `holds llama-8b-chat`: the order as a sentence of who gave it. */
function whatOf({ kind, endpoint }: Override, { budgetMicroUsd }: Reading): string {
	const where = endpoint ?? "the whole fleet";
	const words: Readonly<Record<Override["kind"], string>> = {
		hold: `holds ${where}`,
		raise: `raised the budget (now ${lineText(budgetMicroUsd)})`,
		protect: `protects ${where}`,
		release: `released ${where}`,
		approve: "approved a plan",
		deny: "denied a plan",
		"restore-now": `has ${where} put back`,
		"stop-now": `has ${where} stopped`,
		ack: "looks after it",
		silence: "muted notices",
		accept: `accepted what ${where} is set to`,
		revoke: "ended an order",
	};
	return words[kind];
}

function costLines({ news, reading }: OverrideMessageFacts): string[] {
	const { override } = news;
	const now = `Now ${moneyText(reading.spent.point)} (${percentText(reading.ratio.point)}), ${rateText(reading.ratePerHour.point)}.`;
	const { exposureMicroUsd = 0, spentAtGrantMicroUsd = 0 } = override;
	const most = exposureMicroUsd === 0 ? [] : [wholeDollars(exposureMicroUsd, "up")];
	if (news.news !== "ended") return [...most.map((usd) => `It can cost up to ${usd}.`), now];
	const isSameDay = override.grantedAt >= reading.period.from;
	const since = moneyText(Math.max(0, reading.spent.point - spentAtGrantMicroUsd));
	const said = most.map((usd) => ` (at most ${usd} when it was granted)`).join("");
	return [...(isSameDay ? [`While it ran ${since} was spent${said}.`] : []), now];
}

function whatNext({ news }: OverrideMessageFacts): string[] {
	const { id } = news.override;
	switch (news.news) {
		case "granted":
			return [`It ends by itself; sooner: guardrail override revoke ${id} --reason "..."`];
		case "ending":
			return ["Then the guard decides by itself again, at once. To go on, give a new order."];
		case "ended":
			return ["The guard decides by itself again."];
	}
}
