import type { AskedPlan } from "../../domain/control.ts";
import { hasOwnCeiling } from "../../domain/group-budget.ts";
import type { Message } from "../../domain/notice.ts";
import type { Decision, Step } from "../../domain/plan.ts";
import type { Budget, GroupBudget, Policy } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { windowNumbers } from "../../domain/window-of.ts";
import { clockText } from "./clock-text.ts";
import { budgetOwner, composeMessage } from "./compose-message.ts";
import { dayEndText } from "./day-end-text.ts";
import type { EventContext } from "./event-message.ts";
import { listed } from "./listed.ts";
import { lineText, moneyText, percentText, rateText, savingText } from "./money-text.ts";
import { stepText } from "./step-text.ts";
import { budgetWords } from "./tier-message.ts";

export type AskMessageFacts = {
	readonly asked: AskedPlan;
	readonly waiting: readonly Step[];
	readonly reading: Reading;
	readonly decision: Decision;
};

/** Mode `ask`: what the guard would do, what it saves, and how a person says yes or no. */
export function askMessage(context: EventContext, facts: AskMessageFacts): Message {
	const { asked, waiting, reading, decision } = facts;
	const { namespace, policy } = context;
	const percent = percentText(windowNumbers(reading, decision.window).ratio);
	const saves = waiting.reduce((sum, step) => sum + step.savesMicroUsdPerHour, 0);
	const steps = waiting.length === 1 ? "1 step waits" : `${waiting.length} steps wait`;
	return composeMessage({
		...context,
		severity: decision.tier === "shutdown" ? "page" : "warn",
		type: "budget.ask",
		title: `${budgetOwner(namespace, policy)} at ${percent} of ${budgetWords[decision.window]}: ${steps} for your word, ${savingText(saves)}`,
		sections: [
			{ heading: null, lines: moneyLines(facts, policy) },
			{
				heading: "Waits for your word",
				lines: listed(
					waiting.map((step) => stepText({ step, outcome: { kind: "recorded", detail: null } })),
				),
			},
			{ heading: "Without a word", lines: [withoutWord(asked, waiting, policy).join(" ")] },
			{
				heading: null,
				lines: [
					`Yes: guardrail override approve ${asked.planHash} --reason "..."`,
					`No: guardrail override deny ${asked.planHash} --reason "..."`,
				],
			},
		],
		footer: `plan ${asked.planHash} · policy ${policy.hash.slice(0, 8)} · times in ${reading.period.zone}`,
		attributes: {
			tier: decision.tier,
			plan: asked.planHash,
			spentPercent: String(Math.floor(reading.ratio.point * 100)),
		},
	});
}

function moneyLines({ reading, decision }: AskMessageFacts, { budget }: Policy): string[] {
	const hour = windowNumbers(reading, "hour");
	const last = `last 60 min ${moneyText(hour.spentMicroUsd)} of ${lineText(hour.budgetMicroUsd)} · `;
	return [
		`${moneyText(reading.spent.point)} of ${lineText(budget.dailyMicroUsd)} · ${decision.window === "hour" ? last : ""}now ${rateText(reading.ratePerHour.point)}`,
		`By the day's end ${dayEndText(reading)}`,
	];
}

/** By the criticality of each step, as the policy has it. */
function withoutWord(
	{ expiresAt }: AskedPlan,
	waiting: readonly Step[],
	{ budget }: Policy,
): string[] {
	const acts = waiting.filter(({ criticality }) => budget.askTimeout[criticality] === "act");
	const rest = waiting.length - acts.length;
	return [
		...(expiresAt === null || acts.length === 0
			? []
			: [`From ${clockText(expiresAt, budget.zone)}: ${listed(acts.map(nameOf)).join(", ")}.`]),
		...(rest === 0 ? [] : [`${rest} of ${waiting.length} wait on, whatever it costs.`]),
		ceilingText(budget),
	];
}

/** That of the namespace, of which the budget of a group knows no amount, holds for a group as well. */
function ceilingText(budget: Budget | GroupBudget): string {
	if (!hasOwnCeiling(budget)) return "The absolute ceiling of all endpoints does not wait.";
	const line = lineText(Math.round(budget.thresholds.ceiling * budget.dailyMicroUsd));
	return `The absolute ceiling (${line}) does not wait.`;
}

function nameOf({ endpoint }: Step): string {
	return endpoint;
}

/** `2 steps wait for your word; without one the first is taken at 12:15`; null where nothing waits. */
export function waitingText(asked: AskedPlan | null, zone: string): string | null {
	if (asked === null) return null;
	const { length } = asked.steps;
	const steps = length === 1 ? "1 step waits" : `${length} steps wait`;
	if (asked.expiresAt === null) return `${steps} for your word`;
	const first = length === 1 ? "it" : "the first";
	return `${steps} for your word; without one ${first} is taken at ${clockText(asked.expiresAt, zone)}`;
}
