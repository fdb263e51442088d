import { hourMs, hourOf, type Instant, type Range } from "../../../domain/instant.ts";
import type { BudgetSummary } from "../../../domain/ledger.ts";
import { addBounds, type Bounds, noMoney } from "../../../domain/money.ts";
import { partOf, spentWithin } from "../spent-within.ts";
import { type ForecastErrors, noForecastErrors } from "./forecast-errors.ts";

/**
 * What a budget spent in each closed UTC hour, oldest first (null: not known), and how its forecasts fared.
 * Derived: late truth replaces an hour, and a lost record is filled again from the ledger's hours.
 */
export type SpendRecord = {
	readonly from: Instant;
	readonly hours: readonly (Bounds | null)[];
	readonly errors: ForecastErrors;
	/** Period that the open forecasts are about. */
	readonly periodKey: string;
	/** Days on which the guard held endpoints back: they tell nothing about the usual. */
	readonly guarded: readonly Range[];
};

/** A month of 31 days, and a few more for the edges of its zone. */
export const longestRecordHours = 35 * 24;

export function emptyRecord(from: Instant, periodKey: string): SpendRecord {
	return { from: hourOf(from), hours: [], errors: noForecastErrors, periodKey, guarded: [] };
}

/** End of the last closed hour on record. */
export function recordedUntil({ from, hours }: SpendRecord): Instant {
	return from + hours.length * hourMs;
}

/**
 * The record with the hours that closed by `summary.at`, as far back as the summary's bins reach; hours
 * between the record's end and those are unknown. The oldest ones go.
 */
export function appendHours(record: SpendRecord, summary: BudgetSummary, at: Instant): SpendRecord {
	const oldest = summary.bins[0]?.from ?? summary.at;
	const firstKnown = Math.max(record.from, Math.ceil(oldest / hourMs) * hourMs);
	const until = hourOf(at);
	const kept = record.hours.slice(0, Math.max(0, (firstKnown - record.from) / hourMs));
	const missing = Math.max(0, (firstKnown - recordedUntil(record)) / hourMs);
	const fresh: Bounds[] = [];
	for (let hour = firstKnown; hour < until; hour += hourMs) {
		fresh.push(spentWithin(summary, { from: hour, to: hour + hourMs }));
	}
	const gap = fresh.length === 0 ? [] : Array.from({ length: missing }, () => null);
	return trimmed({ ...record, hours: [...kept, ...gap, ...fresh] });
}

/** Spend of a range within the record, hours at its edges in proportion; null where any of it is unknown. */
export function recordedSpend(record: SpendRecord, range: Range): Bounds | null {
	if (range.to <= range.from) return noMoney;
	if (range.from < record.from || range.to > recordedUntil(record)) return null;
	let sum = noMoney;
	for (let hour = hourOf(range.from); hour < range.to; hour += hourMs) {
		const spent = record.hours[(hour - record.from) / hourMs] ?? null;
		if (spent === null) return null;
		const bin = { from: hour, to: hour + hourMs, spent };
		sum = addBounds(sum, partOf(bin, range));
	}
	return sum;
}

/** Hours of the past as they are known by now; those outside the record are left out. */
export function replaceHours(
	record: SpendRecord,
	spends: readonly { readonly hour: Instant; readonly spent: Bounds }[],
): SpendRecord {
	const hours = [...record.hours];
	for (const { hour, spent } of spends) {
		const index = (hour - record.from) / hourMs;
		if (index >= 0 && index < hours.length) hours[index] = spent;
	}
	return { ...record, hours };
}

function trimmed(record: SpendRecord): SpendRecord {
	const surplus = Math.max(0, record.hours.length - longestRecordHours);
	const from = record.from + surplus * hourMs;
	return {
		...record,
		from,
		hours: record.hours.slice(surplus),
		guarded: record.guarded.filter((day) => day.to > from),
	};
}
