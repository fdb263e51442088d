import type { Message } from "../../domain/notice.ts";
import type { Decision, Step, Untouched } from "../../domain/plan.ts";
import type { ActionTier, Mode, Policy, Tier } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import {
	lineText,
	moneyText,
	percentText,
	rateText,
	savingText,
	wholeDollars,
} from "./money-text.ts";
import { type ActedStep, stepText, untouchedText } from "./step-text.ts";

export type TierMessageInput = {
	readonly namespace: string;
	readonly mode: Mode;
	readonly policy: Policy;
	readonly reading: Reading;
	readonly decision: Decision;
	readonly acted: readonly ActedStep[];
	readonly postponed: readonly Step[];
	readonly untouched: readonly Untouched[];
	readonly remarks: readonly string[];
};

/** The notice of a crossing: past tense for what was re-read, "will" for the rest (SEMANTICS 8). */
export function tierMessage(input: TierMessageInput): Message {
	const { decision, namespace, mode, reading, policy } = input;
	const pages = decision.tier === "shutdown" || decision.tier === "ceiling";
	const percent = percentText(decision.ratio);
	return composeMessage({
		namespace,
		mode,
		severity: pages ? "page" : "warn",
		type: "budget.tier",
		title: `${namespace} at ${percent} of today's budget: ${headline(input)}`,
		sections: [
			{ heading: null, lines: moneyLines(input) },
			{ heading: headingOf(input), lines: stepLines(input) },
			{
				heading: "Not touched",
				lines: input.untouched.length > 0 ? [untouchedText(input.untouched)] : [],
			},
			{ heading: null, lines: [...input.remarks.map(sentence), ...nextLines(input)] },
		],
		footer: `back from ${clockText(reading.period.to + policy.limits.restoreDelayMs, reading.period.zone)} by itself · policy ${policy.hash.slice(0, 8)} · times in ${reading.period.zone}`,
		attributes: { tier: decision.tier, spentPercent: String(Math.floor(decision.ratio * 100)) },
	});
}

/** `2 paused, 1 capped, −$21.60/h`, or why nothing was done. */
export function headline({ acted, postponed, mode }: TierMessageInput): string {
	const counted = acted.filter(({ outcome }) => outcome?.kind !== "rejected");
	const all = [...counted.map(({ step }) => step), ...postponed];
	if (all.length === 0 || mode === "observe") return "nothing was changed";
	const words = (["pause", "cap", "sleep"] as const).flatMap((method) => {
		const count = all.filter((step) => step.method === method).length;
		return count === 0 ? [] : [`${count} ${methodWords[method]}`];
	});
	const saves = all.reduce((sum, step) => sum + step.savesMicroUsdPerHour, 0);
	const would = mode === "shadow" ? "would have " : "";
	return `${would}${words.join(", ")}, ${savingText(saves)}`;
}

const methodWords = { pause: "paused", cap: "capped", sleep: "put to sleep" } as const;

function moneyLines({ reading, policy, decision }: TierMessageInput): string[] {
	const { spent, period } = reading;
	const line = decision.threshold ?? 1;
	return [
		`${moneyText(spent.point)} of ${lineText(policy.budget.dailyMicroUsd)} · over the ${decision.tier} line (${lineText(line * policy.budget.dailyMicroUsd)}) at ${clockText(decision.at, period.zone)}`,
		`Now ${rateText(reading.ratePerHour.point)} · last 60 min ${moneyText(reading.trailingHour.point)} of ${lineText(Math.round(policy.budget.dailyMicroUsd / 24))}`,
		`By the day's end ${wholeDollars(reading.floorMicroUsd, "down")} at least · ${wholeDollars(reading.likelyMicroUsd, "near")} at this rate · ${wholeDollars(reading.ceilingMicroUsd, "up")} at most`,
	];
}

function headingOf({ mode }: TierMessageInput): string {
	return mode === "enforce" ? "Done" : "Would have been done";
}

function stepLines({ acted, postponed, mode }: TierMessageInput): string[] {
	if (mode === "observe") return [];
	const lines = [...acted, ...postponed.map((step) => ({ step, outcome: null }))].map(stepText);
	return lines.length <= 8 ? lines : [...lines.slice(0, 8), `and ${lines.length - 8} more`];
}

function sentence(remark: string): string {
	return `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`;
}

const above: Readonly<Record<Tier, ActionTier | null>> = {
	ok: "trim",
	trim: "divert",
	divert: "shutdown",
	shutdown: "ceiling",
	ceiling: null,
};

function nextLines({ decision, policy, reading }: TierMessageInput): string[] {
	const next = above[decision.tier];
	if (next === null) return [];
	const line = policy.budget.thresholds[next] * policy.budget.dailyMicroUsd;
	const certain =
		reading.floorMicroUsd > line
			? "certain"
			: reading.ceilingMicroUsd <= line
				? "impossible"
				: "possible";
	return [`Next: ${next} at ${lineText(Math.round(line))}, ${certain} today.`];
}
