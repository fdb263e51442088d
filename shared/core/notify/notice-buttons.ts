import type { AskedPlan } from "../../domain/control.ts";
import { hourMs, type Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Notice, NoticeButton } from "../../domain/notice.ts";
import type { Plan } from "../../domain/plan.ts";
import { type Policy, writesIn } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { clockText } from "./clock-text.ts";
import { rateText, savingText, wholeDollars } from "./money-text.ts";

export type ButtonFacts = {
	readonly notice: Notice;
	/** What `stop-now` would do. */
	readonly plan: Plan;
	readonly policy: Policy;
	readonly reading: Reading;
	readonly held: number;
	/** What the guard's actions on them save now. */
	readonly heldSavesMicroUsdPerHour: MicroUsd;
	/** The plan that waits for a person's word. */
	readonly asked: AskedPlan | null;
	readonly now: Instant;
};

const holdMs = 2 * hourMs;

/** At most four, the harmless one first; none where there is nothing to decide. */
export function noticeButtons(facts: ButtonFacts): readonly NoticeButton[] {
	const { notice, policy } = facts;
	if (notice.message.severity === "info") return [];
	if (notice.kind === "ask") return [ack, ...word(facts)];
	if (notice.kind !== "tier") return [ack];
	if (!writesIn(policy.budget.mode)) return [ack];
	return [ack, hold(facts), ...restore(facts), ...stop(facts)];
}

const ack: NoticeButton = { action: "ack", text: "Acknowledge", confirm: null };

/** Only while the plan that the notice shows is the one that waits: nobody approves what they did not read. */
function word({ notice, asked, reading, now }: ButtonFacts): NoticeButton[] {
	if (asked === null || notice.message.attributes["plan"] !== asked.planHash) return [];
	const until = clockText(Math.min(now + holdMs, reading.period.to), reading.period.zone);
	const { length } = asked.steps;
	const steps = length === 1 ? "1 step" : `${length} steps`;
	const names = asked.steps.slice(0, 4).map(({ endpoint }) => endpoint);
	const more = length > names.length ? ` and ${length - names.length} more` : "";
	return [
		{
			action: "approve",
			text: `Approve ${steps}`,
			confirm: {
				title: `Approve ${steps}?`,
				text: `${names.join(", ")}${more}: as the plan says, on the next pass. Now ${rateText(reading.ratePerHour.point)}.`,
				yes: "Approve",
			},
		},
		{
			action: "deny",
			text: `Deny until ${until}`,
			confirm: {
				title: `Deny ${steps} until ${until}?`,
				text: `${names.join(", ")}${more} run on at ${rateText(reading.ratePerHour.point)}, whoever approves it.`,
				yes: "Deny",
			},
		},
	];
}

function hold(facts: ButtonFacts): NoticeButton {
	const { reading, now } = facts;
	const end = Math.min(now + holdMs, reading.period.to);
	const until = clockText(end, reading.period.zone);
	const most = wholeDollars(ceilingFor(facts, end - now), "up");
	return {
		action: "hold",
		text: `Hold until ${until} · up to ${most}`,
		confirm: {
			title: `Hold the guard until ${until}?`,
			text: `No new step is taken; caps that are set stay. It can cost up to ${most}.`,
			yes: "Hold",
		},
	};
}

/** The provable ceiling of the rest of the day, in proportion. */
function ceilingFor({ reading, now }: ButtonFacts, ms: number): number {
	const restMs = Math.max(1, reading.period.to - now);
	const rest = Math.max(0, reading.ceilingMicroUsd - reading.spent.hi);
	return Math.ceil((rest * Math.min(ms, restMs)) / restMs);
}

function restore(facts: ButtonFacts): NoticeButton[] {
	const { held, heldSavesMicroUsdPerHour: saves, reading, now } = facts;
	if (held === 0) return [];
	const end = Math.min(now + holdMs, reading.period.to);
	const until = clockText(end, reading.period.zone);
	return [
		{
			action: "restore-now",
			text: `Put back ${held} · until ${until}`,
			confirm: {
				title: held === 1 ? "Put 1 endpoint back?" : `Put ${held} endpoints back?`,
				text: `${held === 1 ? "It runs" : "They run"} as before, up to ${rateText(saves)} more than now (${rateText(reading.ratePerHour.point)}), and the guard leaves ${held === 1 ? "it" : "them"} alone until ${until}.`,
				yes: "Put back",
			},
		},
	];
}

function stop({ plan, reading, policy }: ButtonFacts): NoticeButton[] {
	const count = plan.steps.length;
	if (count === 0) return [];
	const saves = plan.steps.reduce((sum, step) => sum + step.savesMicroUsdPerHour, 0);
	const back = clockText(reading.period.to + policy.limits.restoreDelayMs, reading.period.zone);
	const names = plan.steps.slice(0, 4).map(({ endpoint }) => endpoint);
	const more = count > names.length ? ` and ${count - names.length} more` : "";
	return [
		{
			action: "stop-now",
			text: `Shut down now · ${savingText(saves)}`,
			confirm: {
				title: count === 1 ? "Shut down 1 endpoint?" : `Shut down ${count} endpoints?`,
				text: `${names.join(", ")}${more}. Stops ${rateText(saves)}. Back from ${back}.`,
				yes: "Shut down",
			},
		},
	];
}
