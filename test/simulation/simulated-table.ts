import type { Instant } from "../../shared/domain/instant.ts";
import type { Item, Json, Key, NewItem, Table } from "../../shared/ports/table.ts";

/** The keys stay in order as they come and go: a query looks for its two ends only. */
type Stored = { readonly items: Map<string, Item>; readonly sorted: string[] };

/**
 * A table for thousands of days: what is stored is frozen and handed out as it is, so that reading
 * costs nothing and whoever writes into what it read fails at once.
 */
export function createSimulatedTable({ now }: { readonly now: () => Instant }): Table {
	const partitions = new Map<string, Stored>();
	const partition = (pk: string): Stored => {
		const known = partitions.get(pk);
		if (known !== undefined) return known;
		const fresh: Stored = { items: new Map(), sorted: [] };
		partitions.set(pk, fresh);
		return fresh;
	};
	const visible = ({ pk, sk }: Key): Item | null => {
		const item = partitions.get(pk)?.items.get(sk);
		return item === undefined || isExpired(item, now()) ? null : item;
	};
	const write = (item: NewItem, version: number): void => {
		const { items, sorted } = partition(item.pk);
		if (!items.has(item.sk)) sorted.splice(firstFrom(sorted, item.sk), 0, item.sk);
		items.set(item.sk, storedItem(item, version));
	};
	return {
		get: async (key) => visible(key),
		query: async ({ pk, from, to }) => {
			const { sorted } = partition(pk);
			const found: Item[] = [];
			for (let index = firstFrom(sorted, from); index < sorted.length; index += 1) {
				const sk = sorted[index] ?? "";
				if (sk > to) break;
				const item = visible({ pk, sk });
				if (item !== null) found.push(item);
			}
			return found;
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
			const { items, sorted } = partition(pk);
			if (items.delete(sk)) sorted.splice(firstFrom(sorted, sk), 1);
		},
	};
}

function isExpired({ expiresAt }: Item, now: Instant): boolean {
	return expiresAt !== undefined && expiresAt <= now;
}

function storedItem({ pk, sk, body, expiresAt }: NewItem, version: number): Item {
	if (pk === "" || sk === "") throw new RangeError("a table key has an empty part");
	const item = { pk, sk, version, body: Object.freeze(copyOf(body) ?? null) };
	return Object.freeze(expiresAt === undefined ? item : { ...item, expiresAt });
}

/**
 * What a round trip through the text of the real stores makes of a value: what is undefined comes back
 * absent. A walk of its own, because writing and parsing the text took a tenth of every run.
 */
function copyOf(value: unknown): Json | undefined {
	if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
	if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
	if (value === undefined) return undefined;
	if (typeof value !== "object") throw new TypeError(`a table keeps no ${typeof value}`);
	if (Array.isArray(value)) {
		return value.map((each) => copyOf(each) ?? null);
	}
	const copy: Record<string, Json> = {};
	for (const key of Object.keys(value)) {
		const own = copyOf((value as Record<string, unknown>)[key]);
		if (own !== undefined) copy[key] = own;
	}
	return copy;
}

/** Where the first key that is not before `sk` stands, by UTF-16 code units. */
function firstFrom(sorted: readonly string[], sk: string): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? "") < sk) low = middle + 1;
		else high = middle;
	}
	return low;
}
