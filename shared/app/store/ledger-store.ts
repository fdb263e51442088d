import { hourMs, hourOf, type Instant, type Range } from "../../domain/instant.ts";
import type { Cursor, HourItem, HourTotal, Posture, Summary } from "../../domain/ledger.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { type PackedSummary, packSummary, unpackSummary } from "./packed-summary.ts";
import { asJson, readPrefix, readRecord, type Stored, writeRecord } from "./record.ts";

/** Everything that meter owns, for one namespace. */
export function ledgerStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		readCursor: (): Promise<Stored<Cursor>> => readRecord(table, keys.cursor),
		writeCursor: (cursor: Cursor, expectedVersion: number) =>
			writeRecord(table, keys.cursor, cursor, expectedVersion),
		readSummary: async (): Promise<Stored<Summary>> => {
			const { value, version } = await readRecord<PackedSummary>(table, keys.summary);
			return { value: value === null ? null : unpackSummary(value), version };
		},
		writeSummary: (summary: Summary) =>
			table.putAll([{ ...keys.summary, body: asJson(packSummary(summary)) }]),
		readPostures: async (): Promise<Posture[]> => {
			const records = await readPrefix<Posture>(table, keys.pk, keys.posturePrefix);
			return records.map((record) => record.value);
		},
		writePostures: (postures: readonly Posture[]) =>
			table.putAll(
				postures.map((posture) => ({
					...keys.posture(posture.endpoint, posture.createdAt),
					body: asJson(posture),
				})),
			),
		deletePosture: (endpoint: string, createdAt: Instant) =>
			table.delete(keys.posture(endpoint, createdAt)),
		readHour: async (hour: Instant): Promise<{ item: HourItem; version: number }[]> => {
			const records = await readPrefix<HourItem>(table, keys.pk, keys.hourPrefix(hour));
			return records.map(({ value, version }) => ({ item: value, version }));
		},
		writeHourItem: (item: HourItem, expectedVersion: number) =>
			writeRecord(
				table,
				keys.hour(item.hour, item.endpoint, item.createdAt),
				item,
				expectedVersion,
			),
		readTotals: async (window: Range): Promise<HourTotal[]> => {
			const items = await table.query({
				pk: keys.pk,
				from: keys.total(hourOf(window.from)).sk,
				to: keys.total(hourOf(window.to) + hourMs).sk,
			});
			return items.map((item) => item.body as unknown as HourTotal);
		},
		writeTotals: (totals: readonly HourTotal[]) =>
			table.putAll(totals.map((total) => ({ ...keys.total(total.hour), body: asJson(total) }))),
	};
}

export type LedgerStore = ReturnType<typeof ledgerStore>;
