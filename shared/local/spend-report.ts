import { readBooked } from "../app/read-booked.ts";
import { billStore } from "../app/store/bill-store.ts";
import { correctedBy } from "../core/pricing/bill/corrected-by.ts";
import { dateOf, dayOf, monthOf, startOfDate, weekOf } from "../core/reading/period.ts";
import {
	type BookedSpend,
	type SpendKey,
	type SpendRow,
	spendBy,
	spendTotal,
} from "../core/reading/spend-by.ts";
import type { Instant, Range } from "../domain/instant.ts";
import type { Bounds } from "../domain/money.ts";
import type { Table } from "../ports/table.ts";
import { UsageError } from "./cli/usage-error.ts";

export type SpendRequest = {
	readonly namespace: string;
	readonly zone: string;
	readonly by: SpendKey;
	/** Local dates, the last one included, never before the first; null: the day of the last look. */
	readonly from: string | null;
	readonly to: string | null;
};

export type SpendReport = {
	readonly namespace: string;
	readonly zone: string;
	readonly by: SpendKey;
	readonly from: Instant;
	/** End of the last date, or of what is known. */
	readonly to: Instant;
	readonly observedUntil: Instant;
	readonly rows: readonly SpendRow[];
	readonly total: SpendRow;
	/** What the bill changes of the total; it is in no row. */
	readonly correctedMicroUsd: Bounds;
	/** Of the week (from Monday) and the month of the last look, whatever was asked for. */
	readonly week: SpendToDate;
	readonly month: SpendToDate;
};

export type SpendToDate = { readonly key: string; readonly total: SpendRow };

/**
 * What the ledger says of some days, by what the money went to. null: nothing was metered yet.
 * Throws a UsageError where the last day is before the first.
 */
export async function spendReport(
	table: Table,
	request: SpendRequest,
): Promise<SpendReport | null> {
	const { namespace, zone, by } = request;
	const nothing = { from: 0, to: 0 };
	const observedUntil = (await readBooked(table, namespace, nothing))?.observedUntil;
	if (observedUntil === undefined) return null;
	refuseBackwards(request, observedUntil);
	const window = windowOf(request, observedUntil);
	const [week, month] = [weekOf(observedUntil, zone), monthOf(observedUntil, zone)];
	const from = Math.min(window.from, week.from, month.from);
	const read = await readBooked(table, namespace, { from, to: observedUntil });
	if (read === null) return null;
	const { booked } = read;
	const corrections = await billStore(table, namespace).readCorrections(window);
	const toDate = (period: { key: string; from: Instant }) => ({
		key: period.key,
		total: spendTotal({ from: period.from, to: observedUntil }, booked),
	});
	return {
		namespace,
		zone,
		by,
		...window,
		observedUntil,
		...rowsOf(by, window, booked),
		correctedMicroUsd: correctedBy(corrections, window),
		week: toDate(week),
		month: toDate(month),
	};
}

function rowsOf(by: SpendKey, window: Range, booked: BookedSpend) {
	return { rows: spendBy(by, window, booked), total: spendTotal(window, booked) };
}

function windowOf({ from, to, zone }: SpendRequest, observedUntil: Instant): Range {
	const today = dateOf(observedUntil, zone);
	const [first, last] = [from ?? today, to ?? today];
	const begin = startOfDate(first, zone);
	return { from: begin, to: Math.max(begin, Math.min(observedUntil, endOfDate(last, zone))) };
}

/** An end alone begins with today, as the help says: before that there is nothing to show. */
function refuseBackwards({ from, to, zone }: SpendRequest, observedUntil: Instant): void {
	const first = from ?? dateOf(observedUntil, zone);
	if (to === null || first <= to) return;
	const problem = from === null ? `no --from means today, ${first}, which` : `--from ${first}`;
	throw new UsageError(`${problem} is after --to ${to}`, `--from ${to} --to ${to} is that one day`);
}

function endOfDate(date: string, zone: string): Instant {
	const begin = startOfDate(date, zone);
	return dateOf(begin, zone) === date ? dayOf(begin, zone).to : begin;
}
