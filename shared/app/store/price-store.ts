import { priceChanges } from "../../core/pricing/price-changes.ts";
import type { Instant, Range } from "../../domain/instant.ts";
import type { PriceBook, PriceDoubt, PriceStatus, PriceVersion } from "../../domain/price.ts";
import type { PriceMemory } from "../../ports/price-memory.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { asJson, readRecord } from "./record.ts";

/** Prices as they are remembered: one item for the list in force, one for each list that changed something. */
export function priceStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	const readStatus = () => readRecord<PriceStatus>(table, keys.prices);
	return {
		readStatus: async (): Promise<PriceStatus | null> => (await readStatus()).value,
		readVersions: async (window: Range): Promise<PriceVersion[]> => {
			const [from, to] = [keys.priceVersion(window.from).sk, keys.priceVersion(window.to).sk];
			const items = await table.query({ pk: keys.pk, from, to });
			return items.map(({ body }) => body as unknown as PriceVersion);
		},
		readStored: readStatus,
		/** Another process that wrote meanwhile read the same list: its item is as good. */
		writeStatus: (status: PriceStatus, expectedVersion: number) =>
			table.put({ ...keys.prices, body: asJson(status) }, expectedVersion),
		writeVersion: (version: PriceVersion) =>
			table.put({ ...keys.priceVersion(version.seenAt), body: asJson(version) }, 0),
	};
}

/** The table as a memory of prices. Writes the version before the list, so that no change goes untold. */
export function priceMemory(table: Table, namespace: string): PriceMemory {
	const store = priceStore(table, namespace);
	return {
		recall: async () => (await store.readStatus())?.book ?? null,
		keep: async (book) => {
			const { value, version } = await store.readStored();
			const changes = priceChanges(value?.book.rows ?? [], book.rows);
			if (changes.length > 0) await store.writeVersion(versionOf(book, value, changes));
			await store.writeStatus({ book, refused: null }, version);
		},
		refuse: async (doubt, at: Instant) => {
			const { value, version } = await store.readStored();
			if (value === null || isSaid(value.refused, doubt)) return;
			await store.writeStatus({ ...value, refused: { ...doubt, at } }, version);
		},
	};
}

function versionOf(
	book: PriceBook,
	before: PriceStatus | null,
	changes: PriceVersion["changes"],
): PriceVersion {
	const notBefore = before?.book.asOf ?? null;
	return { seenAt: book.asOf, notBefore, rows: book.rows.length, changes };
}

/** A broken list is read every few minutes; what is stored says since when. */
function isSaid(refused: PriceStatus["refused"], { kind, hardware, after }: PriceDoubt): boolean {
	return refused?.kind === kind && refused.hardware === hardware && refused.after === after;
}
