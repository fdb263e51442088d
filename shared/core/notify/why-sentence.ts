import { hourMs, type Instant } from "../../domain/instant.ts";
import type { Policy, Tier } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { windowNumbers } from "../../domain/window-of.ts";
import { asksOf } from "./asks-of.ts";
import { clockText } from "./clock-text.ts";
import type { ExplainInput } from "./explain-input.ts";
import { lineText, moneyText, percentText } from "./money-text.ts";

/** How far spend is, over which line of which window since when, and what the policy asks for. */
export function whySentence(input: ExplainInput): string[] {
	const { plan, reading, policy, since } = input;
	const { budget } = policy;
	const spent = `${moneyText(reading.spent.point)} of ${lineText(budget.dailyMicroUsd)} (${percentText(reading.ratio.point)})`;
	if (plan.tier === "ok") return [`Spend is ${spent}: below every line, so ${earlyWords(input)}.`];
	const line = Math.round(budget.thresholds[plan.tier] * budget.dailyMicroUsd);
	const asks = asksOf(plan.tier, policy);
	if (since === null) {
		const when = `${reachedText(reading, line)}${orTheHour(plan.tier, policy)}`;
		return [
			`When spend passes ${lineText(line)} (${plan.tier}), ${when}, the policy asks to ${asks}.`,
		];
	}
	const at = clockText(since, reading.period.zone);
	if (input.window === "hour") {
		return [
			`${hourWhy(input, plan.tier)} since ${at}: the policy asks to ${asks}. Today ${spent}.`,
		];
	}
	return [
		`Spend is ${spent}, over the ${plan.tier} line (${lineText(line)}) since ${at}: the policy asks to ${asks}.`,
	];
}

/** A latched hour may have fallen below its line again: both numbers are said, and neither as the other. */
function hourWhy({ reading, policy }: ExplainInput, tier: Exclude<Tier, "ok">): string {
	const { spentMicroUsd, budgetMicroUsd, ratio } = windowNumbers(reading, "hour");
	const line = lineText(Math.round(policy.budget.thresholds[tier] * budgetMicroUsd));
	const spent = `${moneyText(spentMicroUsd)} of ${lineText(budgetMicroUsd)} (${percentText(ratio)})`;
	return `The last 60 min spent ${spent}; the hour is at ${tier} (${line})`;
}

/** There is no hourly ceiling. */
export function orTheHour(tier: Exclude<Tier, "ok">, { budget }: Policy): string {
	if (tier === "ceiling" || !budget.enforce.includes("hour")) return "";
	const line = Math.round((budget.thresholds[tier] * budget.dailyMicroUsd) / hoursPerDay);
	return `, or 60 minutes pass ${lineText(line)}`;
}

const hoursPerDay = 24;

/** Before any line there are only caps, where the policy asks for them. */
function earlyWords({ plan: { steps, postponed }, stops = [] }: ExplainInput): string {
	const all = [...steps, ...postponed];
	const causes = new Set(all.map(({ cause }) => cause));
	const isOfGroup = all.some(({ cause, demand }) => cause === undefined && demand !== undefined);
	if (isOfGroup) return "only what a group asks for is done";
	if (causes.has("preempt")) return "only caps are taken, because the day is foreseen to end over";
	if (stops.length > 0) return "no line asks for anything";
	return causes.has("envelope") ? "only caps are taken, to hold the hard line" : "nothing is done";
}

/** When the line is met at the present rate, or that it is not today. */
export function reachedText({ at, spent, ratePerHour, period }: Reading, line: number): string {
	if (spent.point > line) return "which it has";
	const meets = meetsAt({ at, spent, ratePerHour, period }, line);
	return meets === null
		? "not today at this rate"
		: `about ${clockText(meets, period.zone)} at this rate`;
}

/** null: not in this period at the present rate, or passed already. */
export function meetsAt(
	{ at, spent, ratePerHour, period }: Pick<Reading, "at" | "spent" | "ratePerHour" | "period">,
	line: number,
): Instant | null {
	if (spent.point > line) return null;
	const meets = at + ((line - spent.point) / Math.max(1, ratePerHour.point)) * hourMs;
	return meets < period.to ? Math.round(meets) : null;
}
