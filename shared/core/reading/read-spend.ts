import { hourMs, type Instant } from "../../domain/instant.ts";
import type { Cursor, SpendBin, Summary } from "../../domain/ledger.ts";
import { addBounds, type Bounds, chargeMicroUsd, noMoney } from "../../domain/money.ts";
import type { Budget } from "../../domain/policy.ts";
import type { Period, Reading } from "../../domain/reading.ts";

export type ReadSpendInput = {
	readonly summary: Summary;
	readonly cursor: Cursor;
	readonly budget: Budget;
	readonly period: Period;
	readonly now: Instant;
	/** Spend older than this is stale (setting `limits.staleAfterSeconds`). */
	readonly staleAfterMs: number;
};

/**
 * What is known now. Since the summary nothing changed (else it would be a newer one), so spend goes on at
 * its rate up to the last good list, and no further: what was not observed is not assumed.
 */
export function readSpend(input: ReadSpendInput): Reading {
	const { summary, cursor, budget, period, now } = input;
	const samePeriod = summary.periodKey === period.key;
	const until = Math.max(summary.at, Math.min(cursor.observedUntil, now));
	const openFrom = samePeriod ? summary.at : Math.max(summary.at, period.from);
	const open = runningFor(summary.ratePerHour, Math.max(0, until - openFrom));
	const spent = addBounds(samePeriod ? summary.spent : noMoney, open);
	const trailingHour = trailing(summary, until, hourMs);
	const remainingMs = Math.max(0, period.to - Math.max(until, period.from));
	const floorMicroUsd = spent.lo + chargeMicroUsd(remainingMs, summary.floorPerHour);
	const atThisRate = spent.point + chargeMicroUsd(remainingMs, summary.ratePerHour.point);
	const dailyMicroUsd = budget.dailyMicroUsd;
	return {
		at: now,
		period,
		spent,
		trailingHour,
		ratePerHour: summary.ratePerHour,
		budgetMicroUsd: dailyMicroUsd,
		ratio: {
			lo: spent.lo / dailyMicroUsd,
			point: spent.point / dailyMicroUsd,
			hi: spent.hi / dailyMicroUsd,
		},
		hourRatio: trailingHour.point / (dailyMicroUsd / 24),
		floorMicroUsd,
		likelyMicroUsd: Math.max(floorMicroUsd, atThisRate),
		ceilingMicroUsd: spent.hi + chargeMicroUsd(remainingMs, summary.ceilingPerHour),
		observedUntil: cursor.observedUntil,
		stale: now - cursor.observedUntil > input.staleAfterMs,
	};
}

/** Spend of the `windowMs` before `until`: whole bins, the first one in proportion, then the open rate. */
export function trailing(summary: Summary, until: Instant, windowMs: number): Bounds {
	const from = until - windowMs;
	const open = runningFor(summary.ratePerHour, until - Math.max(from, summary.at));
	return summary.bins.reduce((sum, bin) => addBounds(sum, partOf(bin, from)), open);
}

function partOf(bin: SpendBin, from: Instant): Bounds {
	if (bin.from >= from) return bin.spent;
	const part = Math.max(0, bin.to - from) / (bin.to - bin.from);
	return {
		lo: Math.floor(bin.spent.lo * part),
		point: Math.round(bin.spent.point * part),
		hi: Math.ceil(bin.spent.hi * part),
	};
}

function runningFor(rate: Bounds, ms: number): Bounds {
	if (ms <= 0) return noMoney;
	return {
		lo: chargeMicroUsd(ms, rate.lo),
		point: chargeMicroUsd(ms, rate.point),
		hi: chargeMicroUsd(ms, rate.hi),
	};
}
