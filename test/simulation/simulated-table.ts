import type { Instant } from "../../shared/domain/instant.ts";
import type { Item, Json, Key, NewItem, Table } from "../../shared/ports/table.ts";

type Stored = { readonly items: Map<string, Item>; sorted: readonly string[] | null };

/**
 * A table for thousands of days: what is stored is frozen and handed out as it is, so that reading
 * costs nothing and whoever writes into what it read fails at once.
 */
export function createSimulatedTable({ now }: { readonly now: () => Instant }): Table {
	const partitions = new Map<string, Stored>();
	const partition = (pk: string): Stored => {
		const known = partitions.get(pk);
		if (known !== undefined) return known;
		const fresh: Stored = { items: new Map(), sorted: null };
		partitions.set(pk, fresh);
		return fresh;
	};
	const visible = ({ pk, sk }: Key): Item | null => {
		const item = partitions.get(pk)?.items.get(sk);
		return item === undefined || isExpired(item, now()) ? null : item;
	};
	const write = (item: NewItem, version: number): void => {
		const { items } = partition(item.pk);
		if (!items.has(item.sk)) partition(item.pk).sorted = null;
		items.set(item.sk, storedItem(item, version));
	};
	return {
		get: async (key) => visible(key),
		query: async ({ pk, from, to }) => {
			const own = partition(pk);
			own.sorted ??= [...own.items.keys()].sort(byCodeUnit);
			return between(own.sorted, from, to).flatMap((sk) => visible({ pk, sk }) ?? []);
		},
		put: async (item, expectedVersion) => {
			const version = visible(item)?.version ?? 0;
			if (version !== expectedVersion) return { ok: false, reason: "conflict" };
			write(item, version + 1);
			return { ok: true, version: version + 1 };
		},
		putAll: async (items) => {
			for (const item of items) write(item, 1);
		},
		delete: async ({ pk, sk }) => {
			if (partitions.get(pk)?.items.delete(sk) === true) partition(pk).sorted = null;
		},
	};
}

function isExpired({ expiresAt }: Item, now: Instant): boolean {
	return expiresAt !== undefined && expiresAt <= now;
}

/** The round trip through text is that of the real stores: what is undefined comes back absent. */
function storedItem({ pk, sk, body, expiresAt }: NewItem, version: number): Item {
	if (pk === "" || sk === "") throw new RangeError("a table key has an empty part");
	const copy = JSON.parse(JSON.stringify(body)) as Json;
	const item = { pk, sk, version, body: Object.freeze(copy) };
	return Object.freeze(expiresAt === undefined ? item : { ...item, expiresAt });
}

function between(sorted: readonly string[], from: string, to: string): readonly string[] {
	const first = sorted.findIndex((sk) => sk >= from);
	if (first < 0) return [];
	let last = first;
	while (last < sorted.length && (sorted[last] ?? "") <= to) last += 1;
	return sorted.slice(first, last);
}

function byCodeUnit(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
