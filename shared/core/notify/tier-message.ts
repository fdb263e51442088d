import { hasOwnCeiling } from "../../domain/group-budget.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { Message } from "../../domain/notice.ts";
import type { Decision, Method, Outcome, Step, Untouched } from "../../domain/plan.ts";
import {
	type ActionTier,
	type Mode,
	type Policy,
	type Tier,
	writesIn,
} from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { budgetOwner, composeMessage } from "./compose-message.ts";
import { burnText, dayEndText, dearestText } from "./day-end-text.ts";
import { lineText, moneyText, percentText, rateText, savingText } from "./money-text.ts";
import { stepSection } from "./step-section.ts";
import { type ActedStep, untouchedText } from "./step-text.ts";

export type TierMessageInput = {
	readonly namespace: string;
	readonly mode: Mode;
	readonly policy: Policy;
	readonly reading: Reading;
	readonly decision: Decision;
	/** Who runs now, and at which price: the dearest are named. */
	readonly postures: readonly Posture[];
	readonly acted: readonly ActedStep[];
	readonly postponed: readonly Step[];
	readonly untouched: readonly Untouched[];
	readonly remarks: readonly string[];
};

/** The notice of a crossing: past tense for what was re-read, "will" for the rest (docs/how-it-decides.md 8). */
export function tierMessage(input: TierMessageInput): Message {
	const { decision, namespace, mode, policy } = input;
	const pages = decision.tier === "shutdown" || decision.tier === "ceiling";
	return composeMessage({
		namespace,
		mode,
		policy,
		severity: pages ? "page" : "warn",
		type: "budget.tier",
		title: `${budgetOwner(namespace, policy)} ${whereOf(input)}: ${headline(input)}`,
		sections: [
			{ heading: null, lines: moneyLines(input) },
			stepSection(mode, stepsOf(input)),
			{
				heading: "Not touched",
				lines: input.untouched.length > 0 ? [untouchedText(input.untouched)] : [],
			},
			{ heading: null, lines: lastLines(input) },
		],
		footer: footerOf(input),
		attributes: { tier: decision.tier, spentPercent: String(Math.floor(decision.ratio * 100)) },
	});
}

/** The ceiling is that of the policy's own budget: a share of a raised one would say little. */
function whereOf({ decision, policy }: TierMessageInput): string {
	const { thresholds, dailyMicroUsd } = policy.budget;
	if (decision.tier === "ceiling") {
		return `over the absolute ceiling (${lineText(Math.round(thresholds.ceiling * dailyMicroUsd))})`;
	}
	return `at ${percentText(decision.ratio)} of ${budgetWords[decision.window]}`;
}

type Headlined = Pick<TierMessageInput, "acted" | "postponed" | "mode">;

/** `2 paused, 1 capped, 1 more to come, −$21.60/h`: past tense only for what was re-read. */
export function headline({ acted, postponed, mode }: Headlined): string {
	if (mode === "observe") return "nothing was changed";
	const tried = acted.filter(({ outcome }) => outcome?.kind !== "rejected");
	const steps = tried.map(({ step }) => step);
	const all = [...steps, ...postponed];
	const failed = acted.length - tried.length;
	if (all.length === 0)
		return failed === 0 ? nothingWords[mode] : `nothing was changed, ${failed} failed`;
	const saves = savingText(all.reduce((sum, step) => sum + step.savesMicroUsdPerHour, 0));
	if (mode === "shadow") return `would ${countWords(all, wouldWords)}, ${saves}`;
	const done = tried.filter(({ outcome }) => outcome?.kind === "applied").map(({ step }) => step);
	const rest = all.length - done.length;
	const words = [
		...(done.length > 0 ? [countWords(done, doneWords)] : []),
		...(rest > 0 ? [`${rest} ${done.length > 0 ? "more " : ""}to come`] : []),
		...(failed > 0 ? [`${failed} failed`] : []),
	];
	return `${words.join(", ")}, ${saves}`;
}

const nothingWords = {
	ask: "nothing is done without a word",
	enforce: "nothing more was done",
	shadow: "nothing more would be done",
} as const;

type CountWords = Readonly<Record<Method, (count: number) => string>>;

const doneWords: CountWords = {
	pause: (count) => `${count} paused`,
	divert: (count) => `${count} moved to a cheaper route`,
	cap: (count) => `${count} capped`,
	floor: (count) => `${count} at their floor`,
	sleep: (count) => `${count} put to sleep`,
};

const wouldWords: CountWords = {
	pause: (count) => `pause ${count}`,
	divert: (count) => `move ${count} to a cheaper route`,
	cap: (count) => `cap ${count}`,
	floor: (count) => `bring ${count} to their floor`,
	sleep: (count) => `put ${count} to sleep`,
};

function countWords(steps: readonly Step[], words: CountWords): string {
	return (["pause", "divert", "floor", "cap", "sleep"] as const)
		.map((method) => ({ method, count: steps.filter((step) => step.method === method).length }))
		.filter(({ count }) => count > 0)
		.map(({ method, count }) => words[method](count))
		.join(", ");
}

/** When and how it ends; nothing is promised where nothing was done. */
function footerOf({ reading, policy, mode, acted, postponed }: TierMessageInput): string {
	const { period } = reading;
	const back = clockText(period.to + policy.limits.restoreDelayMs, period.zone);
	const ends = acted.length + postponed.length > 0 && writesIn(mode);
	return [
		...(ends ? [`back from ${back} by itself`] : []),
		`policy ${policy.hash.slice(0, 8)}`,
		`times in ${period.zone}`,
	].join(" · ");
}

/** The window that a decision stands on. */
export const budgetWords = { day: "today's budget", hour: "the hourly budget" } as const;

function moneyLines({ reading, policy, decision, postures }: TierMessageInput): string[] {
	const { spent, period } = reading;
	const line = decision.threshold ?? 1;
	const daily = policy.budget.dailyMicroUsd;
	const hourly = Math.round(daily / 24);
	const crossed = (whole: number) =>
		` · over the ${decision.tier} line (${lineText(Math.round(line * whole))}) at ${clockText(decision.at, period.zone)}`;
	const isHour = decision.window === "hour";
	const [burn, dearest] = [burnText(reading), dearestText(postures)];
	return [
		`${moneyText(spent.point)} of ${lineText(daily)}${isHour ? "" : crossed(daily)}`,
		`Now ${rateText(reading.ratePerHour.point)} · last 60 min ${moneyText(reading.trailingHour.point)} of ${lineText(hourly)}${isHour ? crossed(hourly) : ""}${burn === null ? "" : ` · ${burn}`}`,
		`By the day's end ${dayEndText(reading)}`,
		...(dearest === null ? [] : [dearest]),
	];
}

/** Shadow mode promises nothing: what waits for the next pass would be done, and never will be. */
function stepsOf({ acted, postponed, mode }: TierMessageInput): readonly ActedStep[] {
	if (mode === "observe") return [];
	const open: Outcome | null = mode === "shadow" ? { kind: "recorded", detail: null } : null;
	const all = [...acted, ...postponed.map((step) => ({ step, outcome: null }))];
	return all.map(({ step, outcome }) => ({ step, outcome: outcome ?? open }));
}

/** One line, since every line of a phone is dear. */
function lastLines(input: TierMessageInput): string[] {
	const sentences = [...input.remarks.map(sentence), ...nextLines(input)];
	return sentences.length === 0 ? [] : [sentences.join(" ")];
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
	if (next === null || (next === "ceiling" && !hasOwnCeiling(policy.budget))) return [];
	const line = policy.budget.thresholds[next] * policy.budget.dailyMicroUsd;
	const certain =
		reading.floorMicroUsd > line
			? "certain"
			: reading.ceilingMicroUsd <= line
				? "impossible"
				: "possible";
	return [`Next: ${next} at ${lineText(Math.round(line))}, ${certain} today.`];
}
