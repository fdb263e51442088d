import type { Control } from "../../domain/control.ts";
import { hasOwnCeiling } from "../../domain/group-budget.ts";
import { type ActionTier, type GroupBudget, type Policy, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Spending } from "../../domain/spending.ts";
import { asksOf } from "./asks-of.ts";
import { lineText, percentText } from "./money-text.ts";
import { reachedText } from "./why-sentence.ts";

type GroupFacts = {
	readonly policy: Policy;
	readonly control: Pick<Control, "groups">;
	readonly spending: Pick<Spending, "groups">;
};

/** Of each group its own next line, when it is met, and what the policy asks there. */
export function groupNextSentences(facts: GroupFacts): string[] {
	return facts.policy.groups.flatMap((group) => {
		const own = facts.spending.groups.find(({ reading }) => reading.budget === group.name);
		return own === undefined ? [] : [nextOf(group, own.reading, facts)];
	});
}

function nextOf(group: GroupBudget, reading: Reading, { policy, control }: GroupFacts): string {
	const latch = control.groups?.find(({ budget }) => budget === group.name);
	const tier = latch?.periodKey === reading.period.key ? latch.tier : "ok";
	const share = percentText(reading.ratio.point);
	const who = `Group ${group.name} (${share} of ${lineText(reading.budgetMicroUsd)})`;
	const next = tierOrder[tierOrder.indexOf(tier) + 1];
	if (!isLineOf(group, next)) return `${who} is at ${tier}: it has no line above that.`;
	const line = Math.round(group.thresholds[next] * reading.budgetMicroUsd);
	const when = reachedText(reading, line);
	return `${who}: when it passes ${lineText(line)} (${next}), ${when}, the policy asks to ${asksOf(next, policy)}, in the group.`;
}

function isLineOf(group: GroupBudget, tier: string | undefined): tier is ActionTier {
	if (tier === undefined || tier === "ok") return false;
	return tier !== "ceiling" || hasOwnCeiling(group);
}
