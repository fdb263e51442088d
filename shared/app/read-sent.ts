import type { SentNotice } from "../domain/read-model.ts";
import type { Table } from "../ports/table.ts";
import { allChannels } from "./store/guard-store.ts";
import { keysOf } from "./store/keys.ts";
import { readPrefix } from "./store/record.ts";

/** Newest first; what waits for another try is left out. */
export async function readSent(table: Table, namespace: string): Promise<SentNotice[]> {
	const keys = keysOf(namespace);
	const entries = await readPrefix<SentNotice & { state?: string }>(
		table,
		keys.pk,
		keys.sentPrefix,
	);
	return entries
		.filter(({ sk, value }) => !sk.endsWith(`#${allChannels}`) && value.state === "sent")
		.map(({ value: { id, channel, sentAt, title, severity } }) => ({
			id,
			channel,
			sentAt,
			title,
			severity,
		}))
		.sort((a, b) => b.sentAt - a.sentAt);
}
