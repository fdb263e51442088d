import type { Json, Key, Table } from "../../ports/table.ts";

/** A stored value with the version that a later write has to name. `version` 0: nothing is stored. */
export type Stored<T> = { readonly value: T | null; readonly version: number };

/** Another pass wrote first. The pass that meets this ends; the next one starts from what is stored. */
export class LostRace extends Error {
	override readonly name = "LostRace";
	constructor(key: Key) {
		super(`another pass changed ${key.pk} ${key.sk} meanwhile; this pass ends without harm`);
	}
}

export async function readRecord<T>(table: Table, key: Key): Promise<Stored<T>> {
	const item = await table.get(key);
	return item === null
		? { value: null, version: 0 }
		: { value: item.body as unknown as T, version: item.version };
}

/** Writes over exactly the version that was read; throws `LostRace` otherwise. Returns the new version. */
export async function writeRecord<T extends object>(
	table: Table,
	key: Key,
	value: T,
	expectedVersion: number,
): Promise<number> {
	const result = await table.put({ ...key, body: asJson(value) }, expectedVersion);
	if (!result.ok) throw new LostRace(key);
	return result.version;
}

/** Values of one key prefix, ascending by key, with their versions. */
export async function readPrefix<T>(
	table: Table,
	pk: string,
	prefix: string,
): Promise<{ readonly sk: string; readonly value: T; readonly version: number }[]> {
	const items = await table.query({ pk, from: prefix, to: `${prefix}~` });
	return items.map(({ sk, body, version }) => ({ sk, value: body as unknown as T, version }));
}

/** The domain's records are plain data: objects, arrays, strings, finite numbers, booleans, null. */
export function asJson(value: object): Json {
	return value as unknown as Json;
}
