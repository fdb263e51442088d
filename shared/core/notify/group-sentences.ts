import type { GroupPlan, Plan } from "../../domain/plan.ts";
import { type Mode, type Policy, writesIn } from "../../domain/policy.ts";
import { asksOf } from "./asks-of.ts";
import { clockText } from "./clock-text.ts";
import { hourEndText } from "./hour-end-text.ts";
import { lineText, moneyText, percentText } from "./money-text.ts";

/** Of each group above a line: how far, what the policy asks, and when its own day or hour ends. */
export function groupSentences(
	{ groups }: Pick<Plan, "groups">,
	{ policy, mode }: { readonly policy: Policy; readonly mode: Mode },
): string[] {
	return (groups ?? []).flatMap((group) => {
		if (group.tier === "ok") return [];
		const ends = writesIn(mode) ? ` What it holds is put back ${groupEnd(group, policy)}.` : "";
		const asks = `the policy asks to ${asksOf(group.tier, policy)}, in the group.${ends}`;
		return [`Group ${group.budget} ${groupSpent(group)}: ${asks}`];
	});
}

function groupSpent(group: GroupPlan): string {
	const { spentMicroUsd, budgetMicroUsd, ratio, thresholdMicroUsd, tier } = group;
	const spent = `${moneyText(spentMicroUsd)} of ${lineText(budgetMicroUsd)} (${percentText(ratio)})`;
	const line = lineText(thresholdMicroUsd ?? 0);
	return group.window === "hour"
		? `spent ${spent} in the last 60 min; its hour is at ${tier} (${line})`
		: `spent ${spent}, over its ${tier} line (${line})`;
}

function groupEnd({ periodEnd, zone, window }: GroupPlan, { limits }: Policy): string {
	const back = `from ${clockText(periodEnd + limits.restoreDelayMs, zone)} (${zone})`;
	return window === "hour" ? `${hourEndText(limits)}, else ${back}` : back;
}
