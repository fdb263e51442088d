import { isMember } from "../../domain/group-budget.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { Message } from "../../domain/notice.ts";
import type { ActionTier, GroupBudget } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { BudgetReading } from "../reading/read-budgets.ts";
import { clockText } from "./clock-text.ts";
import { composeMessage } from "./compose-message.ts";
import { dayEndText, dearestText } from "./day-end-text.ts";
import type { EventContext } from "./event-message.ts";
import { lineText, moneyText, percentText, rateText } from "./money-text.ts";

/** A line of a group that its day's spend is over, the highest of them. */
export type GroupLine = {
	readonly group: GroupBudget;
	readonly reading: Reading;
	readonly tier: ActionTier;
	/** Identity of the notice: group, its own day, line. */
	readonly id: string;
};

const lines: readonly ActionTier[] = ["trim", "divert", "shutdown", "ceiling"];

/** Lines of groups that nobody was told of today: the highest one that is passed, never a lower one after it. */
export function groupLines(
	readings: readonly BudgetReading[],
	groups: readonly GroupBudget[],
	told: readonly string[],
): GroupLine[] {
	return groups.flatMap((group) => {
		const reading = readings.find((each) => each.budget.name === group.name)?.reading;
		if (reading === undefined || reading.stale) return [];
		const tier = lines.findLast((line) => reading.ratio.point > group.thresholds[line]);
		if (tier === undefined) return [];
		const idOf = (of: ActionTier) => `${group.name}/${reading.period.key}/${of}/passed`;
		const higher = lines.slice(lines.indexOf(tier));
		if (higher.some((of) => told.includes(idOf(of)))) return [];
		return [{ group, reading, tier, id: idOf(tier) }];
	});
}

/** What a group spent, how its day ends and who costs most. The guard does nothing on it, and says so. */
export function groupLineMessage(
	context: EventContext,
	{ group, reading, tier }: GroupLine,
	postures: readonly Posture[],
): Message {
	const { namespace, now } = context;
	const { spent, period, budgetMicroUsd, ratio, ratePerHour } = reading;
	const line = lineText(Math.round(group.thresholds[tier] * budgetMicroUsd));
	const own = dearestText(postures.filter(({ observed }) => isMember(group, observed)));
	return composeMessage({
		...context,
		severity: "warn",
		type: "budget.group",
		title: `${namespace}, group ${group.name} at ${percentText(ratio.point)} of its day's budget: nothing was changed, groups inform`,
		sections: [
			{
				heading: null,
				lines: [
					`${moneyText(spent.point)} of ${lineText(budgetMicroUsd)} · over its ${tier} line (${line}) at ${clockText(now, period.zone)}`,
					`Now ${rateText(ratePerHour.point)}`,
					`By its day's end ${dayEndText(reading)}`,
					...(own === null ? [] : [own]),
				],
			},
		],
		footer: `the group's day is ${period.key} in ${period.zone}`,
		attributes: { group: group.name, spentPercent: String(Math.floor(ratio.point * 100)) },
	});
}
