import { summarise } from "../core/reading/summarise.ts";
import type { Bounds } from "../domain/money.ts";
import type { Period } from "../domain/reading.ts";
import type { Table } from "../ports/table.ts";
import { billStore } from "./store/bill-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";

/** What the ledger says of a whole day, recomputed from its hours: late truth included. */
export async function readDay(table: Table, namespace: string, period: Period): Promise<Bounds> {
	const store = ledgerStore(table, namespace);
	const cursor = await store.readCursor();
	const at = Math.min(period.to, cursor.value?.observedUntil ?? period.from);
	const totals = await store.readTotals({ from: period.from, to: period.to });
	const postures = await store.readPostures();
	const corrections = await billStore(table, namespace).readCorrections(period);
	return summarise({ period, at, totals, postures, corrections }).spent;
}
