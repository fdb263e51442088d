import { addBounds, noMoney } from "../../domain/money.ts";
import type { HourSaving, SavingHour, SavingTotals } from "../../domain/saving.ts";

/** One entry per action, with the sum of its hours; largest first. */
export function byAction(hours: readonly SavingHour[]): HourSaving[] {
	const sums = new Map<string, HourSaving>();
	for (const saving of hours.flatMap(({ savings }) => savings)) {
		const key = `${saving.endpoint}@${saving.createdAt}#${saving.generation}/${saving.isReal}`;
		const before = sums.get(key);
		const saved = addBounds(before?.saved ?? noMoney, saving.saved);
		sums.set(key, { ...saving, saved });
	}
	return [...sums.values()].sort((a, b) => b.saved.point - a.saved.point);
}

/** An action whose lower bound is not above nothing has no proven saving, and adds to no sum. */
export function savingTotals(hours: readonly SavingHour[], isReal: boolean): SavingTotals {
	const all = byAction(hours).filter((action) => action.isReal === isReal);
	const proven = all.filter(({ saved }) => saved.lo > 0);
	return {
		saved: proven.reduce((sum, { saved }) => addBounds(sum, saved), noMoney),
		actions: all.length,
		unproven: all.length - proven.length,
	};
}
