import type { NewItem, Table } from "../../shared/ports/table.ts";
import type { Process } from "./process.ts";
import type { Surroundings } from "./surroundings.ts";

/** The store as one process sees it. The observer reads every item at the moment it is stored. */
export function tableOf({ table, observer }: Surroundings, process: Process): Table {
	const nameOf = (sk: string) => sk.split("#")[0] ?? sk;
	return {
		get: (key) => process.call("table-read", `read ${nameOf(key.sk)}`, () => table.get(key)),
		query: (range) =>
			process.call("table-read", `query ${nameOf(range.from)}`, () => table.query(range)),
		put: (item, expectedVersion) =>
			process.call("table-write", `put ${nameOf(item.sk)}`, async () => {
				const result = await table.put(item, expectedVersion);
				if (result.ok) observer.stored(item, process);
				else observer.lostRace();
				return result;
			}),
		putAll: (items) =>
			process.call("table-write-all", `put all ${nameOf(items[0]?.sk ?? "")}`, async (fault) => {
				const half = Math.floor(items.length / 2);
				await storeAll(fault === "half-written" ? items.slice(0, half) : items);
			}),
		delete: (key) =>
			process.call("table-write", `delete ${nameOf(key.sk)}`, async () => {
				await table.delete(key);
				observer.removed(key.sk);
			}),
	};

	async function storeAll(items: readonly NewItem[]): Promise<void> {
		await table.putAll(items);
		for (const item of items) observer.stored(item, process);
	}
}
