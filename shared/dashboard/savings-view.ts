import { moneyText } from "../core/notify/money-text.ts";
import type { SavingTotals } from "../domain/saving.ts";
import type { Frame } from "./frame.ts";

/** What the actions saved today and this month, and what the guard itself costs; null: nothing was done. */
export function savingsText({ model }: Frame): string | null {
	const { day, month, would, ownCost } = model.savings;
	if (month.actions > 0) {
		const own = `the guard itself ${moneyText(ownCost.month.microUsd)} this month`;
		return `Saved today ${totals(day)}, this month ${totals(month)}; ${own}.`;
	}
	if (would.week.actions === 0) return null;
	return `Enforcing would have saved ${totals(would.week)} in seven days.`;
}

function totals({ saved, actions, unproven }: SavingTotals): string {
	if (actions === 0) return "nothing";
	const between = `${moneyText(saved.lo)} to ${moneyText(saved.hi)}`;
	const rest = unproven === 0 ? "" : `, ${unproven} of ${actions} actions without a proven saving`;
	return `${moneyText(saved.point)} (${between}${rest})`;
}
