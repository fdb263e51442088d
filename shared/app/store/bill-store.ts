import type { BillSnapshot, Correction, Reconciliation } from "../../domain/bill.ts";
import { hourMs, type Range } from "../../domain/instant.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { asJson, readRecord, type Stored, writeRecord } from "./record.ts";

/** A snapshot is compared a day later, or as late as settings can ask for. */
const keepSnapshotMs = 14 * 24 * hourMs;
/** No window between two kept snapshots is longer, so no correction begins earlier before its parts. */
const longestWindowMs = keepSnapshotMs;

/** Everything that reconciliation owns, for one namespace. */
export function billStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		readState: (): Promise<Stored<Reconciliation>> => readRecord(table, keys.reconciliation),
		writeState: (state: Reconciliation, expectedVersion: number) =>
			writeRecord(table, keys.reconciliation, state, expectedVersion),
		/** Ascending, both ends included. */
		readSnapshots: async (window: Range): Promise<BillSnapshot[]> => {
			const from = keys.billSnapshot(window.from).sk;
			const to = keys.billSnapshot(window.to).sk;
			const items = await table.query({ pk: keys.pk, from, to });
			return items.map(({ body }) => body as unknown as BillSnapshot);
		},
		writeSnapshot: async (snapshot: BillSnapshot): Promise<void> => {
			const key = keys.billSnapshot(snapshot.takenAt);
			const expiresAt = snapshot.takenAt + keepSnapshotMs;
			await table.put({ ...key, body: asJson(snapshot), expiresAt }, 0);
		},
		/** Put if absent: a window is corrected once, however often a pass that died is done again. */
		bookCorrection: async (correction: Correction): Promise<void> => {
			const key = keys.correction(correction.from, correction.endpoint);
			await table.put({ ...key, body: asJson(correction) }, 0);
		},
		/** Those with a part in the window, and some before it. */
		readCorrections: async (window: Range): Promise<Correction[]> => {
			const from = keys.correction(Math.max(0, window.from - longestWindowMs), "").sk;
			const to = keys.correction(window.to, "").sk;
			const items = await table.query({ pk: keys.pk, from, to });
			return items.map(({ body }) => body as unknown as Correction);
		},
	};
}

export type BillStore = ReturnType<typeof billStore>;
