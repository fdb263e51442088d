import { waitingText } from "../core/notify/ask-message.ts";
import {
	lineText,
	moneyText,
	percentText,
	rateText,
	savingText,
	wholeDollars,
} from "../core/notify/money-text.ts";
import { isStoppedBy, stopSentence, stopsInForce } from "../core/notify/stop-sentence.ts";
import { whyText } from "../core/notify/why-text.ts";
import { withoutWordText } from "../core/notify/without-word-text.ts";
import { hourMs, type Instant } from "../domain/instant.ts";
import { type Tier, writesIn } from "../domain/policy.ts";
import type { Reading } from "../domain/reading.ts";
import { windowNumbers, windowOf } from "../domain/window-of.ts";
import { faultsOf } from "./faults.ts";
import { budgetOf, type Frame, lineOf, tierAbove, tierName } from "./frame.ts";
import { agoText, windowText } from "./zone-clock.ts";

export type Figure = { readonly label: string; readonly value: string; readonly note: string };

/** The first screen: where the budget stands, what comes next and when, and what the guard lacks. */
export type StatusView = {
	readonly day: string;
	readonly modeWord: string;
	readonly modeSentence: string | null;
	readonly account: string | null;
	readonly lastPass: string;
	readonly faults: readonly string[];
	readonly tier: Tier;
	/** How loud the banner is: the tier, or `unsure` where numbers are old or missing, the budget is lost or a stop-now is in force. */
	readonly tone: Tier | "unsure";
	readonly sentence: string;
	readonly next: string | null;
	/** What makes the day dear; null where nothing does. */
	readonly why: string | null;
	readonly spent: string | null;
	readonly share: string | null;
	readonly between: string | null;
	readonly figures: readonly Figure[];
};

export function statusView(frame: Frame, seed: number | undefined): StatusView {
	const { model, clock } = frame;
	const { zone } = model.policy.budget;
	return {
		day: `${clock.day(model.now)}, ${zone} (${clock.offset(model.now)})`,
		modeWord: model.mode,
		modeSentence: modeSentence(frame),
		account: model.simulated ? accountSentence(seed) : null,
		lastPass:
			model.lastPassAt === null
				? "no pass yet"
				: `last pass ${agoText(model.lastPassAt, model.now, clock)}`,
		faults: faultsOf(frame),
		tier: model.control.tier,
		tone: toneOf(frame),
		sentence: [tierSentence(frame), ...stopSentences(frame), ...groupSentences(frame)].join(" "),
		next: nextSentence(frame),
		why: whyText(model),
		...spentOf(frame),
		figures: model.reading === null ? [] : figuresOf(frame, model.reading),
	};
}

function accountSentence(seed: number | undefined): string {
	const name = seed === undefined ? "Simulated account" : `Simulated account, seed ${seed}`;
	return `${name}: nothing real is touched`;
}

function modeSentence({ model }: Frame): string | null {
	if (model.mode === "shadow") return "SHADOW: nothing will be stopped";
	if (model.mode === "ask") return askSentence(model);
	return model.mode === "observe" ? "OBSERVE: alerts only, nothing will be stopped" : null;
}

function askSentence({ control, policy }: Frame["model"]): string {
	const pending = control.word?.pending ?? null;
	const waiting = waitingText(pending, policy.budget.zone);
	if (pending === null || waiting === null) return `ASK: ${withoutWordText(policy.budget)}`;
	return `ASK: ${waiting} (guardrail override approve ${pending.planHash})`;
}

function toneOf({ model }: Frame): StatusView["tone"] {
	const { tier } = model.control;
	const { reading } = model;
	const isLost = reading?.verdict === "certain" || (reading?.ratio.point ?? 0) > 1;
	const isStopped = stopsInForce(model.overrides, model.now).length > 0;
	const isUnsure = reading === null || reading.stale || isLost || isStopped;
	return isUnsure && tier === "ok" ? "unsure" : tier;
}

function tierSentence(frame: Frame): string {
	const { model, moment } = frame;
	const { tier, tierSince } = model.control;
	if (model.reading === null) return "No pass is finished yet: nothing is known, nothing is done.";
	if (tier !== "ok" && windowOf(model.control) === "hour") {
		return `${tierName(tier)} ${hourText(model.reading, model.policy.budget.thresholds[tier])} since ${moment(tierSince)}; ${todayText(model.reading)}.`;
	}
	if (tier !== "ok") {
		const share = percentText(model.policy.budget.thresholds[tier]);
		return `${tierName(tier)} (${share}) since ${moment(tierSince)}.`;
	}
	const seen = model.reading.stale ? ` when last seen (${moment(model.reading.at)})` : "";
	if (model.reading.spent.point > budgetOf(model))
		return `Over today's budget, below the trim line${seen}.`;
	return model.reading.verdict === "certain"
		? `Within today's budget so far${seen}, and certain to end over it.`
		: `Within today's budget${seen}.`;
}

/** What people ordered to stop, and how much of the fleet that is by now. */
function stopSentences({ model }: Frame): string[] {
	return stopsInForce(model.overrides, model.now).map((stop) => {
		const paused = model.control.held.filter(
			(held) => isStoppedBy(stop, held) && held.status === "applied",
		);
		const count = `${paused.length} of ${model.endpoints.length} endpoints`;
		return `${stopSentence(stop, model.policy.budget.zone)} ${count} are paused by it.`;
	});
}

/** `of the hour (over 200 % of $25; the last 60 min spent $30.10, 120 %)`. */
function hourText(reading: Reading, threshold: number): string {
	const { spentMicroUsd, budgetMicroUsd, ratio } = windowNumbers(reading, "hour");
	const line = `over ${percentText(threshold)} of ${lineText(budgetMicroUsd)}`;
	return `of the hour (${line}; the last 60 min spent ${moneyText(spentMicroUsd)}, ${percentText(ratio)})`;
}

function todayText({ spent, budgetMicroUsd, ratio }: Reading): string {
	return `the day is at ${moneyText(spent.point)} of ${lineText(budgetMicroUsd)}, ${percentText(ratio.point)}`;
}

/** Groups above a line of their own. */
function groupSentences({ model, moment }: Frame): string[] {
	return (model.control.groups ?? []).flatMap((latch) => {
		const { budget, tier, tierSince, periodKey } = latch;
		const own = model.spending.groups.find(({ reading }) => reading.budget === budget);
		if (tier === "ok" || own?.reading.period.key !== periodKey) return [];
		const threshold = model.policy.budget.thresholds[tier];
		const isHour = windowOf(latch) === "hour";
		const hour = isHour ? ` ${hourText(own.reading, threshold)}` : "";
		return [`Group ${budget}: ${tier}${hour} since ${moment(tierSince)}.`];
	});
}

/** Which line comes next and when, from the best to the weakest knowledge. */
function nextSentence(frame: Frame): string | null {
	const { reading, control } = frame.model;
	const next = tierAbove(control.tier);
	if (reading === null) return null;
	if (next === null) return "There is no line above this one.";
	const line = lineOf(frame, next);
	const name = `${tierName(next)} (${lineText(line)})`;
	if (reading.spent.lo > line) return `${name} is passed; the next pass acts on it.`;
	if (reading.spent.hi > line) return `${name} is near: spent is known only within bounds.`;
	if (reading.ceilingMicroUsd <= line) {
		return `${name} cannot be reached today, even with every replica running.`;
	}
	if (reading.stale) return `${name} ${safeUntil(frame, reading, line)}`;
	const at = reachedAt(reading, {
		spent: reading.spent.point,
		rate: reading.ratePerHour.point,
		line,
	});
	if (at === null) return `${name} is not reached today at this rate.`;
	return `${name} about ${frame.moment(at)} at this rate.`;
}

/** What old numbers still prove: when the line can be passed at the earliest. */
function safeUntil({ model, moment }: Frame, reading: Reading, line: number): string {
	const hours = (reading.period.to - reading.at) / hourMs;
	const fullRate = (reading.ceilingMicroUsd - reading.spent.hi) / hours;
	const at = reachedAt(reading, { spent: reading.spent.hi, rate: fullRate, line });
	if (at === null) return "cannot be passed today, even at full scale.";
	return at > model.now
		? `cannot be passed before ${moment(at)}, even at full scale.`
		: `may have been passed since ${moment(at)}.`;
}

/** When spend at a steady rate meets a line; null: not in this period. */
function reachedAt(
	{ at, period }: Reading,
	{ spent, rate, line }: { readonly spent: number; readonly rate: number; readonly line: number },
): Instant | null {
	if (rate <= 0) return null;
	const meets = at + ((line - spent) / rate) * hourMs;
	return meets < period.to ? Math.round(meets) : null;
}

function spentOf({ model }: Frame): Pick<StatusView, "spent" | "share" | "between"> {
	const { reading } = model;
	if (reading === null) return { spent: null, share: null, between: null };
	const { lo, point, hi } = reading.spent;
	return {
		spent: `${moneyText(point)} of ${moneyText(reading.budgetMicroUsd)}`,
		share: `${percentText(reading.ratio.point)} of today's budget`,
		between: isPrecise(reading)
			? null
			: `Metering is not final: between ${moneyText(lo)} and ${moneyText(hi)}.`,
	};
}

/** Bounds closer than this share of the budget change no decision that a person takes. */
const boundsShareMin = 0.01;

function isPrecise({ spent, budgetMicroUsd }: Reading): boolean {
	return spent.hi - spent.lo < boundsShareMin * budgetMicroUsd;
}

function figuresOf(frame: Frame, reading: Reading): readonly Figure[] {
	const hourly = Math.round(reading.budgetMicroUsd / 24);
	const even =
		hourly === 0 ? "" : `${(reading.ratePerHour.point / hourly).toFixed(1)} × even spending`;
	return [
		{ label: "Now", value: rateText(reading.ratePerHour.point), note: even },
		{
			label: "Last 60 min",
			value: `${moneyText(reading.trailingHour.point)} of ${moneyText(hourly)}`,
			note: lastHourNote(reading),
		},
		{
			label: "By midnight",
			value: [
				`${wholeDollars(reading.floorMicroUsd, "down")} at least`,
				`${wholeDollars(reading.likelyMicroUsd, "near")} likely`,
				`${wholeDollars(reading.ceilingMicroUsd, "up")} at most`,
			].join(" · "),
			note: dayEndNote(reading),
		},
		heldFigure(frame),
	];
}

/** The hourly line, and how that burns over longer windows: a short burst is none of them. */
function lastHourNote({ hourRatio, burnRates }: Reading): string {
	const long = burnRates.filter(({ windowMs }) => windowMs > hourMs);
	const words = long.map(({ windowMs, rate }) => `${windowText(windowMs)} ${rate.toFixed(1)} ×`);
	const line = `${percentText(hourRatio)} of the hourly line`;
	return words.length === 0 ? line : `${line} · burn ${words.join(", ")}`;
}

/** What is proven of the budget, else how sure the middle is; that there is no forecast is said. */
function dayEndNote(reading: Reading): string {
	const { verdict, unforecastable, p90MicroUsd, likelyMicroUsd, budgetMicroUsd } = reading;
	const share = `${percentText(likelyMicroUsd / budgetMicroUsd)} of budget likely`;
	if (verdict === "certain") return `${share} · over it for certain`;
	if (verdict === "impossible") return `${share} · over it is impossible`;
	if (unforecastable) return "too uncertain to be forecast: likely is only at this rate";
	return `${share} · 9 in 10 below ${wholeDollars(p90MicroUsd, "up")}`;
}

function heldFigure({ model }: Frame): Figure {
	const held = model.control.held.filter(({ status }) => status !== "restored");
	const real = held.filter(({ status }) => status === "applied");
	const counts = writesIn(model.mode) ? real : held;
	const saves = counts.reduce((sum, { savesMicroUsdPerHour }) => sum + savesMicroUsdPerHour, 0);
	const label = writesIn(model.mode) ? "Held back" : "Would hold back";
	return {
		label,
		value: savingText(saves),
		note: `${counts.length} of ${model.endpoints.length} endpoints`,
	};
}
