import type { Instant } from "../../domain/instant.ts";
import type { Message } from "../../domain/notice.ts";
import { type ActionTier, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import type { EventContext } from "./event-message.ts";
import { lineText, moneyText, percentText, rateText } from "./money-text.ts";

/** The account cannot be seen: since when, what was seen last, and whether there is time to sleep. */
export function blindMessage(
	context: EventContext,
	facts: { readonly since: Instant; readonly reading: Reading; readonly problem: string | null },
): Message {
	const { since, reading, problem } = facts;
	const zone = reading.period.zone;
	return composeMessage({
		...context,
		severity: "page",
		type: "guard.health",
		title: `guard blind on ${context.namespace} since ${clockText(since, zone)}`,
		sections: [
			{
				heading: null,
				lines: [
					problem ?? "The endpoint list cannot be read.",
					reading.ratePerHour.hi === 0 && reading.spent.hi === 0
						? "It has seen nothing of this day yet."
						: `Last look: ${moneyText(reading.spent.point)} (${percentText(reading.ratio.point)}), ${rateText(reading.ratePerHour.point)}.`,
					...safeLines(context, reading),
					"It asks every minute; caps already set stay; it stops nothing on guesswork.",
				],
			},
		],
		footer: `times in ${zone}`,
	});
}

/** Whether there is time to sleep: until when the next line cannot be crossed, even at full scale. */
function safeLines({ now, policy }: EventContext, reading: Reading): string[] {
	const { at, spent, period, ceilingMicroUsd } = reading;
	const { thresholds, dailyMicroUsd } = policy.budget;
	const lineOf = (tier: ActionTier) => Math.round(thresholds[tier] * dailyMicroUsd);
	const next = tierOrder.find((tier) => tier !== "ok" && lineOf(tier) > spent.hi);
	const isUnseen = reading.ratePerHour.hi === 0 && spent.hi === 0;
	if (isUnseen || next === undefined || next === "ok" || period.to <= Math.max(at, now)) return [];
	const room = lineOf(next) - spent.hi;
	const rest = Math.max(0, ceilingMicroUsd - spent.hi);
	const line = `the ${next} line (${lineText(lineOf(next))})`;
	const even = "even with all that was seen then at its maximum";
	if (rest <= room) return [`Safe today: ${even}, ${line} is not reached.`];
	const until = at + Math.floor(((period.to - at) * room) / rest);
	const clock = clockText(until, period.zone);
	return until > now
		? [`Safe until ${clock}: ${even}, ${line} is not reached before.`]
		: [`Not safe since ${clock}: with all at its maximum ${line} is passed by now.`];
}

/** The account can be seen again; what was missed is read from its stage ranges. */
export function seenAgainMessage(
	context: EventContext,
	facts: { readonly since: Instant; readonly reading: Reading },
): Message {
	const { reading, since } = facts;
	const zone = reading.period.zone;
	return composeMessage({
		...context,
		severity: "info",
		type: "guard.health",
		title: `guard sees ${context.namespace} again; it was blind from ${clockText(since, zone)} to ${clockText(context.now, zone)}`,
		sections: [
			{
				heading: null,
				lines: [
					`${moneyText(reading.spent.point)} (${percentText(reading.ratio.point)}) today, ${rateText(reading.ratePerHour.point)} now.`,
				],
			},
		],
		footer: `times in ${zone}`,
	});
}
