import type { Instant } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Item, Json, Key, NewItem, PutResult, Table } from "../../ports/table.ts";

/** A `Table` in this process, with a look inside for tests and the simulation. */
export type MemoryTable = Table & {
	/** Copies of all visible items, ascending by partition and sort key. */
	snapshot(): readonly Item[];
};

/**
 * Bodies are kept as JSON text: that copies them in and out, and gives this table exactly the round
 * trip of the stores that write text (an `undefined` field comes back absent).
 */
export function createMemoryTable(options: { readonly clock: Clock }): MemoryTable {
	const { clock } = options;
	const partitions = new Map<string, Partition>();
	const partitionOf = (pk: string): Partition | undefined => partitions.get(pk);
	return {
		get: async (key) => itemOf(key, partitionOf(key.pk)?.rows.get(key.sk), clock.now()),
		query: async ({ pk, from, to }) => {
			const keys = sortedKeys(partitionOf(pk)).filter((sk) => from <= sk && sk <= to);
			return visibleItems(pk, keys, partitionOf(pk), clock.now());
		},
		put: async (item, expectedVersion) => putIf(partitions, item, expectedVersion, clock.now()),
		putAll: async (items) => {
			for (const item of items) write(partitions, item, 1);
		},
		delete: async (key) => remove(partitionOf(key.pk), key.sk),
		snapshot: () =>
			[...partitions.keys()]
				.toSorted(byCodeUnit)
				.flatMap((pk) =>
					visibleItems(pk, sortedKeys(partitionOf(pk)), partitionOf(pk), clock.now()),
				),
	};
}

type Row = {
	readonly version: number;
	readonly bodyText: string;
	readonly expiresAt: Instant | undefined;
};

/** `sorted` is the cached order of the sort keys; null after a key was added or removed. */
type Partition = { readonly rows: Map<string, Row>; sorted: readonly string[] | null };

function itemOf(key: Key, row: Row | undefined, now: Instant): Item | null {
	if (row === undefined || isExpired(row, now)) return null;
	const body = JSON.parse(row.bodyText) as Json;
	const item = { pk: key.pk, sk: key.sk, version: row.version, body };
	return row.expiresAt === undefined ? item : { ...item, expiresAt: row.expiresAt };
}

function isExpired(row: Row, now: Instant): boolean {
	return row.expiresAt !== undefined && row.expiresAt <= now;
}

function sortedKeys(partition: Partition | undefined): readonly string[] {
	if (partition === undefined) return [];
	partition.sorted ??= [...partition.rows.keys()].toSorted(byCodeUnit);
	return partition.sorted;
}

function byCodeUnit(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function visibleItems(
	pk: string,
	keys: readonly string[],
	partition: Partition | undefined,
	now: Instant,
): readonly Item[] {
	return keys.flatMap((sk) => itemOf({ pk, sk }, partition?.rows.get(sk), now) ?? []);
}

function putIf(
	partitions: Map<string, Partition>,
	item: NewItem,
	expectedVersion: number,
	now: Instant,
): PutResult {
	const row = partitions.get(item.pk)?.rows.get(item.sk);
	const storedVersion = row === undefined || isExpired(row, now) ? 0 : row.version;
	if (storedVersion !== expectedVersion) return { ok: false, reason: "conflict" };
	write(partitions, item, expectedVersion + 1);
	return { ok: true, version: expectedVersion + 1 };
}

function write(partitions: Map<string, Partition>, item: NewItem, version: number): void {
	refuseEmptyKey(item);
	const partition = partitions.get(item.pk) ?? { rows: new Map<string, Row>(), sorted: null };
	partitions.set(item.pk, partition);
	if (!partition.rows.has(item.sk)) partition.sorted = null;
	const { expiresAt } = item;
	partition.rows.set(item.sk, { version, bodyText: JSON.stringify(item.body), expiresAt });
}

/** DynamoDB refuses empty keys; a key that only some stores take would be found too late. */
function refuseEmptyKey(key: Key): void {
	if (key.pk === "" || key.sk === "") {
		throw new RangeError(`A table key has an empty part: pk "${key.pk}", sk "${key.sk}".`);
	}
}

function remove(partition: Partition | undefined, sk: string): void {
	if (partition?.rows.delete(sk) === true) partition.sorted = null;
}
