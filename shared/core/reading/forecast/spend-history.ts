import type { MicroUsd } from "../../../domain/money.ts";

/**
 * Spend of the hours before an instant, newest first: entry i is the hour `(i, i + 1]` hours back. null: not known.
 * Hours are counted back from now, so a change of the clock moves yesterday's hours by one.
 */
export type SpendHistory = readonly (MicroUsd | null)[];

export const dayHours = 24;

/** Spend between `from` and `to` hours back (from > to ≥ 0), hours in part; null where any of it is unknown. */
export function spentBetween(history: SpendHistory, from: number, to: number): MicroUsd | null {
	if (from > history.length || to < 0) return null;
	let sum = 0;
	for (let hour = Math.floor(to); hour < from; hour += 1) {
		const spent = history[hour] ?? null;
		if (spent === null) return null;
		sum += spent * (Math.min(from, hour + 1) - Math.max(to, hour));
	}
	return sum;
}

/** The same stretch on each of the days before, newest first; unknown ones left out. */
export function sameStretch(
	history: SpendHistory,
	{ from, to }: { readonly from: number; readonly to: number },
	days: number,
): MicroUsd[] {
	const stretches: MicroUsd[] = [];
	for (let day = 1; day <= days; day += 1) {
		const back = day * dayHours;
		const spent = spentBetween(history, from + back, to + back);
		if (spent !== null) stretches.push(spent);
	}
	return stretches;
}

export function meanOf(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function medianOf(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	const sorted = values.toSorted((a, b) => a - b);
	return ((sorted[sorted.length >> 1] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
}
