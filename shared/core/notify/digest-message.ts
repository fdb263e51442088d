import type { Instant, Range } from "../../domain/instant.ts";
import type { Bounds, MicroUsd } from "../../domain/money.ts";
import type { Message } from "../../domain/notice.ts";
import type { Mode } from "../../domain/policy.ts";
import type { SavingTotals } from "../../domain/saving.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import { listed } from "./listed.ts";
import { lineText, moneyText, percentText, wholeDollars } from "./money-text.ts";

export type DigestFacts = {
	readonly namespace: string;
	readonly mode: Mode;
	/** Local date of the day that is over. */
	readonly day: string;
	readonly zone: string;
	readonly spent: Bounds;
	readonly budgetMicroUsd: MicroUsd;
	readonly saved: SavingTotals;
	/** What enforcing would have saved in 7 days; told in shadow mode. */
	readonly wouldSave: SavingTotals;
	readonly held: number;
	readonly overrides: number;
	readonly lastPassAt: Instant | null;
	readonly failedPasses: number;
	/** What was odd, information too. */
	readonly alerts: readonly string[];
};

/** Once a day: what yesterday came to, what was saved, and whether the guard is well. */
export function digestMessage(facts: DigestFacts): Message {
	const { namespace, mode, day, zone, spent, budgetMicroUsd } = facts;
	const ratio = spent.point / budgetMicroUsd;
	return composeMessage({
		namespace,
		mode,
		severity: "info",
		type: "digest",
		title: `${namespace}, day ${day}: ${moneyText(spent.point)} spent of ${lineText(budgetMicroUsd)} (${percentText(ratio)})`,
		sections: [
			{ heading: "Spend", lines: spendLines(facts) },
			{ heading: "Saved", lines: savedLines(facts) },
			{ heading: "Alerts", lines: listed(facts.alerts) },
			{ heading: "Guard", lines: healthLines(facts) },
		],
		footer: `times in ${zone}`,
		attributes: { spentPercent: String(Math.floor(ratio * 100)) },
	});
}

export type HourDigestFacts = Omit<DigestFacts, "day" | "saved" | "wouldSave"> &
	Range & {
		/** Of the day so far. */
		readonly today: Bounds;
	};

/** On request, once an hour: what the hour came to, and where the day stands. */
export function hourDigestMessage(facts: HourDigestFacts): Message {
	const { namespace, mode, zone, from, to, spent, today, budgetMicroUsd } = facts;
	const ratio = today.point / budgetMicroUsd;
	const hour = `${clockText(from, zone)} to ${clockText(to, zone)}`;
	return composeMessage({
		namespace,
		mode,
		severity: "info",
		type: "digest",
		title: `${namespace}, ${hour}: ${moneyText(spent.point)} spent; day ${moneyText(today.point)} of ${lineText(budgetMicroUsd)} (${percentText(ratio)})`,
		sections: [
			{ heading: "Spend", lines: spendLines(facts) },
			{ heading: "Alerts", lines: listed(facts.alerts) },
			{ heading: "Guard", lines: healthLines(facts) },
		],
		footer: `times in ${zone}`,
		attributes: { spentPercent: String(Math.floor(ratio * 100)) },
	});
}

function spendLines({ spent }: Pick<DigestFacts, "spent">): string[] {
	if (spent.lo === spent.hi) return ["Metered without a gap."];
	const range = `between ${moneyText(spent.lo)} and ${moneyText(spent.hi)}`;
	return [`Some of it was not seen: ${range}.`];
}

function savedLines({ saved, wouldSave, mode }: DigestFacts): string[] {
	const would =
		mode === "shadow" ? [`In 7 days enforcing would have saved ${savedText(wouldSave)}.`] : [];
	return [`${savedText(saved)}.`, ...would];
}

/** Never one proud number. */
function savedText({ saved, actions, unproven }: SavingTotals): string {
	if (actions === 0) return "nothing: no action was needed";
	const most = wholeDollars(saved.hi, "up");
	const open = unproven === 0 ? "" : `, ${unproven} of ${actions} steps without proof`;
	return `${moneyText(saved.lo)} proven, ${most} at most${open}`;
}

type Health = Pick<DigestFacts, "lastPassAt" | "failedPasses" | "held" | "overrides" | "zone">;

function healthLines({ lastPassAt, failedPasses, held, overrides, zone }: Health): string[] {
	const last = lastPassAt === null ? "none yet" : clockText(lastPassAt, zone);
	const seen = failedPasses === 0 ? "every list was read" : `the last ${failedPasses} lists failed`;
	const ofGuard = `${held} ${held === 1 ? "endpoint" : "endpoints"} under guard action`;
	const ofPeople = `${overrides} ${overrides === 1 ? "order" : "orders"} of people in force`;
	return [`Last pass ${last}; ${seen}.`, `${ofGuard}, ${ofPeople}.`];
}
