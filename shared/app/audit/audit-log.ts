import type { AuditEntry, AuditFacts, AuditFlaw, AuditWriter } from "../../domain/audit.ts";
import { auditWriters } from "../../domain/audit.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "../store/keys.ts";
import { asJson, readPrefix, readRecord } from "../store/record.ts";
import { type ChainHead, emptyHead, entryAfter, flawsOf, headFrom } from "./chain.ts";

/** Two functions of one writer may run at once; each conflict is one entry of the other. */
const mostTries = 20;

/**
 * Appends one entry to the writer's chain. The number is taken by a conditional put, so no entry is
 * ever written over. Rejects when the store does; a try that was applied unseen stands in the chain twice.
 */
export async function appendAudit(
	{ table, namespace }: { readonly table: Table; readonly namespace: string },
	writer: AuditWriter,
	facts: AuditFacts,
): Promise<AuditEntry> {
	const keys = keysOf(namespace);
	for (let tries = 0; tries < mostTries; tries += 1) {
		const { end, version } = await endOf(table, namespace, writer);
		const entry = entryAfter(end, writer, facts);
		const put = await table.put({ ...keys.audit(writer, entry.number), body: asJson(entry) }, 0);
		if (!put.ok) continue;
		const head: ChainHead = { number: entry.number, hash: entry.hash };
		// Where another one was quicker to name the end, that one is as good: the chain itself counts.
		await table.put({ ...keys.auditHead(writer), body: asJson(head) }, version);
		return entry;
	}
	throw new Error(`the audit chain of ${writer} did not take an entry in ${mostTries} tries`);
}

/** The stored end may lag behind by the entry of a process that died, never by more than those. */
async function endOf(
	table: Table,
	namespace: string,
	writer: AuditWriter,
): Promise<{ readonly end: ChainHead; readonly version: number }> {
	const keys = keysOf(namespace);
	const { value, version } = await readRecord<ChainHead>(table, keys.auditHead(writer));
	const head = value ?? emptyHead;
	const { pk, sk: from } = keys.audit(writer, head.number + 1);
	const later = await table.query({ pk, from, to: `${keys.auditPrefix(writer)}~` });
	const last = later.at(-1)?.body as AuditEntry | undefined;
	const end = last === undefined ? head : { number: last.number, hash: last.hash };
	return { end, version };
}

/** All entries since an instant, oldest first. */
export async function readAudit(
	table: Table,
	namespace: string,
	since: number,
): Promise<readonly AuditEntry[]> {
	const keys = keysOf(namespace);
	const chains = await Promise.all(
		auditWriters.map((writer) => readPrefix<AuditEntry>(table, keys.pk, keys.auditPrefix(writer))),
	);
	return chains
		.flat()
		.map(({ value }) => value)
		.filter(({ at }) => at >= since)
		.sort((a, b) => a.at - b.at || a.number - b.number);
}

export type AuditVerdict = { readonly entries: number; readonly flaws: readonly AuditFlaw[] };

/** Walks every chain from its first entry to its end. */
export async function verifyAudit(table: Table, namespace: string): Promise<AuditVerdict> {
	const chains = await Promise.all(
		auditWriters.map(async (writer) => {
			const stored = await readHead(table, namespace, writer);
			const head = stored ?? emptyHead;
			const entries = await readChain(table, namespace, { writer, head });
			const flaws = flawsOf(writer, entries, head);
			const unread = { writer, number: entries.length, problem: endUnread };
			return { entries: entries.length, flaws: stored === null ? [...flaws, unread] : flaws };
		}),
	);
	return {
		entries: chains.reduce((sum, chain) => sum + chain.entries, 0),
		flaws: chains.flatMap(({ flaws }) => flaws),
	};
}

const endUnread = "may not be the last: the end of the chain cannot be read";

/** null: what is stored there says no end. Before the first entry there is none, and that is an end. */
async function readHead(
	table: Table,
	namespace: string,
	writer: AuditWriter,
): Promise<ChainHead | null> {
	const key = keysOf(namespace).auditHead(writer);
	try {
		const { value } = await readRecord<unknown>(table, key);
		return value === null ? emptyHead : headFrom(value);
	} catch {
		return null;
	}
}

/** By number, so that an item whose text was destroyed is one entry that cannot be read. */
async function readChain(
	table: Table,
	namespace: string,
	{ writer, head }: { readonly writer: AuditWriter; readonly head: ChainHead },
): Promise<readonly (AuditEntry | null)[]> {
	const keys = keysOf(namespace);
	try {
		const stored = await readPrefix<AuditEntry>(table, keys.pk, keys.auditPrefix(writer));
		const byKey = new Map(stored.map(({ sk, value }) => [sk, value]));
		const length = Math.max(head.number, stored.length);
		const entries = Array.from({ length }, (_, at) => byKey.get(keys.audit(writer, at + 1).sk));
		return entries.map((entry) => entry ?? null);
	} catch {
		const entries: (AuditEntry | null)[] = [];
		for (let number = 1; number <= head.number; number += 1) {
			const key = keys.audit(writer, number);
			const read = await readRecord<AuditEntry>(table, key).catch(() => null);
			entries.push(read?.value ?? null);
		}
		return entries;
	}
}

/** The record, for whoever shows it. */
export type AuditReader = {
	read(since: number): Promise<readonly AuditEntry[]>;
	verify(): Promise<AuditVerdict>;
};

export function auditReader(table: Table, namespace: string): AuditReader {
	return {
		read: (since) => readAudit(table, namespace, since),
		verify: () => verifyAudit(table, namespace),
	};
}
