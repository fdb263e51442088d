import type { Notice } from "../../domain/notice.ts";
import type { Table } from "../../ports/table.ts";
import { guardStore } from "./guard-store.ts";
import { keysOf } from "./keys.ts";
import { asJson, readRecord } from "./record.ts";

/** The sender's own outbox: the digests of the last day and the last hour, until every channel has them. */
export function digestStore(table: Table, namespace: string) {
	const { digest, hourDigest } = keysOf(namespace);
	const write = async (key: typeof digest, notice: Notice): Promise<void> => {
		const { version } = await readRecord(table, key);
		await table.put({ ...key, body: asJson(notice) }, version);
	};
	const waiting = async (key: typeof digest): Promise<readonly Notice[]> => {
		const { value: notice } = await readRecord<Notice>(table, key);
		if (notice === null) return [];
		const isSent = await guardStore(table, namespace).isSentEverywhere(notice.id);
		return isSent ? [] : [notice];
	};
	return {
		writeDay: (notice: Notice) => write(digest, notice),
		writeHour: (notice: Notice) => write(hourDigest, notice),
		readWaiting: async () => (await Promise.all([waiting(digest), waiting(hourDigest)])).flat(),
	};
}
