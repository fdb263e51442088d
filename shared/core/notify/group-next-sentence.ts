import type { Control } from "../../domain/control.ts";
import { hasOwnCeiling } from "../../domain/group-budget.ts";
import { type ActionTier, type GroupBudget, type Policy, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Spending } from "../../domain/spending.ts";
import { asksOf } from "./asks-of.ts";
import { lineText, percentText } from "./money-text.ts";
import { orTheHour, reachedText } from "./why-sentence.ts";

type GroupFacts = {
	readonly policy: Policy;
	readonly control: Pick<Control, "groups">;
	readonly spending: Pick<Spending, "groups">;
};

/** Its own next line, when it is met, and what the policy asks there; null: it is not metered yet. */
export function groupNextSentence(
	group: GroupBudget,
	{ policy, control, spending }: GroupFacts,
): string | null {
	const reading = spending.groups.find((each) => each.reading.budget === group.name)?.reading;
	if (reading === undefined) return null;
	const latch = control.groups?.find(({ budget }) => budget === group.name);
	const tier = latch?.periodKey === reading.period.key ? latch.tier : "ok";
	const share = percentText(reading.ratio.point);
	const who = `Group ${group.name} (${share} of ${lineText(reading.budgetMicroUsd)})`;
	const next = tierOrder[tierOrder.indexOf(tier) + 1];
	if (!isLineOf(group, next)) return `${who} is at ${tier}: it has no line above that.`;
	const own = { ...policy, budget: { ...group, dailyMicroUsd: reading.budgetMicroUsd } };
	const line = Math.round(group.thresholds[next] * reading.budgetMicroUsd);
	const when = `${reachedText(reading, line)}${zoneText(reading, policy)}${orTheHour(next, own)}`;
	return `${who}: when it passes ${lineText(line)} (${next}), ${when}, the policy asks to ${asksOf(next, own)}, in the group.`;
}

/** The clock times of a group are those of its own day. */
function zoneText({ period: { zone } }: Reading, { budget }: Policy): string {
	return zone === budget.zone ? "" : ` (${zone})`;
}

function isLineOf(group: GroupBudget, tier: string | undefined): tier is ActionTier {
	if (tier === undefined || tier === "ok") return false;
	return tier !== "ceiling" || hasOwnCeiling(group);
}
