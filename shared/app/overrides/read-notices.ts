import { fingerprintOf } from "../../core/detect/alert-book.ts";
import type { Override } from "../../domain/override.ts";
import type { Table } from "../../ports/table.ts";
import { digestStore } from "../store/digest-store.ts";
import { allChannels, guardStore } from "../store/guard-store.ts";
import { keysOf } from "../store/keys.ts";
import { readPrefix } from "../store/record.ts";
import { watchStore } from "../store/watch-store.ts";

export type Notices = {
	/** What may be acknowledged: notices that were sent or wait for it, and alerts that go on. */
	readonly known: ReadonlySet<string>;
	/** Those that nobody looks after yet: alerts first, then what waits, then what was sent, newest first. */
	readonly open: readonly string[];
};

/** The identities of what people were told, or are about to be, as far as the log reaches back. */
export async function readNotices(
	{ table, namespace }: { readonly table: Table; readonly namespace: string },
	inForce: readonly Override[],
): Promise<Notices> {
	const [control, watch, digest, sent] = await Promise.all([
		guardStore(table, namespace).readControl(),
		watchStore(table, namespace).readState(),
		digestStore(table, namespace).readWaiting(),
		readSentIds(table, namespace),
	]);
	const firing = (watch.value?.alerts ?? []).filter(({ phase }) => phase === "firing");
	const outbox = [...(control.value?.outbox ?? []), ...(watch.value?.outbox ?? []), ...digest];
	const known = new Set([...firing.map(fingerprintOf), ...outbox.map(({ id }) => id), ...sent]);
	const taken = new Set(inForce.map(({ kind, details }) => kind === "ack" && details?.noticeId));
	return { known, open: [...known].filter((id) => !taken.has(id)) };
}

/** Newest first. What only the mark of all channels tells of is known by its key. */
async function readSentIds(table: Table, namespace: string): Promise<readonly string[]> {
	const { pk, sentPrefix } = keysOf(namespace);
	const entries = await readPrefix<{ id?: string; sentAt: number }>(table, pk, sentPrefix);
	return entries
		.toSorted((a, b) => b.value.sentAt - a.value.sentAt)
		.map(({ sk, value }) => value.id ?? sk.slice(sentPrefix.length, -`#${allChannels}`.length));
}
