import type { Instant } from "../domain/instant.ts";

export type Json =
	| string
	| number
	| boolean
	| null
	| readonly Json[]
	| { readonly [key: string]: Json };

export type Key = { readonly pk: string; readonly sk: string };

/** `version` starts at 1 and grows by 1 with each put. */
export type Item = Key & {
	readonly version: number;
	readonly body: Json;
	/** Invisible from then on, even if the store deletes late. */
	readonly expiresAt?: Instant | undefined;
};

export type NewItem = Key & { readonly body: Json; readonly expiresAt?: Instant | undefined };

/** `conflict`: the stored version was another one; nothing was written. */
export type PutResult =
	| { readonly ok: true; readonly version: number }
	| { readonly ok: false; readonly reason: "conflict" };

/**
 * The one store of everything durable. Reads are strongly consistent. A rejected promise means
 * "unknown": the write may have happened; the caller reads again before it decides.
 */
export interface Table {
	get(key: Key): Promise<Item | null>;
	/** Items of one partition with `from ≤ sk ≤ to`, ascending by code unit, all pages. */
	query(range: {
		readonly pk: string;
		readonly from: string;
		readonly to: string;
	}): Promise<readonly Item[]>;
	/** Writes if the stored version is `expectedVersion`; 0 = the item must be absent (or expired). */
	put(item: NewItem, expectedVersion: number): Promise<PutResult>;
	/** Writes all without a condition, each on its own; for derived items only. */
	putAll(items: readonly NewItem[]): Promise<void>;
	/** Deleting an absent item is success. */
	delete(key: Key): Promise<void>;
}
