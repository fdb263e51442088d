import type { BookedSpend } from "../core/reading/spend-by.ts";
import { hourMs, hourOf, type Instant, type Range } from "../domain/instant.ts";
import type { Table } from "../ports/table.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { spendStore } from "./store/spend-store.ts";

/** The ledger's hours of a window with their open ends, and up to when it is known. null: nothing was metered yet. */
export type ReadBooked = { readonly booked: BookedSpend; readonly observedUntil: Instant };

/** So many hours are read at once: a month in a second, and no store is flooded. */
const hoursAtOnce = 24;

export async function readBooked(
	table: Table,
	namespace: string,
	window: Range,
): Promise<ReadBooked | null> {
	const ledger = ledgerStore(table, namespace);
	const cursor = await ledger.readCursor();
	if (cursor.value === null) return null;
	const { observedUntil } = cursor.value;
	const until = Math.min(window.to, observedUntil);
	const items = [];
	for (let from = hourOf(window.from); from < until; from += hoursAtOnce * hourMs) {
		const hours = Array.from({ length: hoursAtOnce }, (_, index) => from + index * hourMs);
		const loaded = await Promise.all(
			hours.filter((hour) => hour < until).map((hour) => ledger.readHour(hour)),
		);
		items.push(...loaded.flat().map(({ item }) => item));
	}
	const postures = await ledger.readPostures();
	const gone = await spendStore(table, namespace).readGone();
	return { booked: { items, postures, gone }, observedUntil };
}
