import type { Range } from "../../domain/instant.ts";
import type { BudgetSummary, SpendBin } from "../../domain/ledger.ts";
import { addBounds, type Bounds, chargeMicroUsd, noMoney } from "../../domain/money.ts";

/**
 * Spend of a window, from a summary alone: whole bins, those at its edges in proportion, and the constant
 * rate after the summary. Of what lies before the bins nothing is known, and it counts as nothing.
 */
export function spentWithin(summary: BudgetSummary, window: Range): Bounds {
	const openMs = window.to - Math.max(window.from, summary.at);
	const open = runningFor(summary.ratePerHour, openMs);
	return summary.bins
		.filter(({ from, to }) => from < window.to && window.from < to)
		.reduce((sum, bin) => addBounds(sum, partOf(bin, window)), open);
}

/** What of a bin lies in a window, in proportion; lower bounds are rounded down and upper ones up. */
export function partOf(bin: SpendBin, window: Range): Bounds {
	if (bin.from >= window.from && bin.to <= window.to) return bin.spent;
	const ms = Math.min(bin.to, window.to) - Math.max(bin.from, window.from);
	const part = Math.max(0, ms) / (bin.to - bin.from);
	return {
		lo: Math.floor(bin.spent.lo * part),
		point: Math.round(bin.spent.point * part),
		hi: Math.ceil(bin.spent.hi * part),
	};
}

/** What a constant rate comes to in a while. */
export function runningFor(rate: Bounds, ms: number): Bounds {
	if (ms <= 0) return noMoney;
	return {
		lo: chargeMicroUsd(ms, rate.lo),
		point: chargeMicroUsd(ms, rate.point),
		hi: chargeMicroUsd(ms, rate.hi),
	};
}
