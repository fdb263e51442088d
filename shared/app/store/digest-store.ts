import type { Notice } from "../../domain/notice.ts";
import type { Table } from "../../ports/table.ts";
import { guardStore } from "./guard-store.ts";
import { keysOf } from "./keys.ts";
import { asJson, readRecord } from "./record.ts";

/** The sender's own outbox: the digest of the last day, until every channel has it. */
export function digestStore(table: Table, namespace: string) {
	const key = keysOf(namespace).digest;
	return {
		write: async (notice: Notice): Promise<void> => {
			const { version } = await readRecord(table, key);
			await table.put({ ...key, body: asJson(notice) }, version);
		},
		readWaiting: async (): Promise<readonly Notice[]> => {
			const { value: notice } = await readRecord<Notice>(table, key);
			if (notice === null) return [];
			const isSent = await guardStore(table, namespace).isSentEverywhere(notice.id);
			return isSent ? [] : [notice];
		},
	};
}
