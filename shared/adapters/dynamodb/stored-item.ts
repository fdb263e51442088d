import * as z from "zod";
import type { Instant } from "../../domain/instant.ts";
import type { Item, Json, NewItem } from "../../ports/table.ts";

/**
 * The body is one string of JSON. That gives exactly the round trip of the other stores (DynamoDB's
 * own numbers have 38 digits and no `-0`, its maps refuse empty names), costs one attribute name,
 * and its size is known before it is sent.
 */
const storedItem = z.object({
	pk: z.string(),
	sk: z.string(),
	version: z.int(),
	body: z.string(),
	expiresAt: z.number().optional(),
});

type StoredItem = z.infer<typeof storedItem> & { readonly ttl?: number };

/** DynamoDB takes 400 KB an item; the rest is room for growth between two looks at a warning. */
const maxItemBytes = 350 * 1_024;
/** Attribute names and two numbers of at most 21 bytes each. */
const fixedBytes = 100;
const secondMs = 1_000;

/** Throws `ItemTooLargeError`, and `RangeError` for an empty key. */
export function storedItemOf(item: NewItem, version: number): StoredItem {
	const { pk, sk, expiresAt } = item;
	if (pk === "" || sk === "") {
		throw new RangeError(`A table key has an empty part: pk "${pk}", sk "${sk}".`);
	}
	const body = JSON.stringify(item.body);
	const bytes = fixedBytes + Buffer.byteLength(pk + sk + body);
	if (bytes > maxItemBytes) throw new ItemTooLargeError(item, bytes);
	const stored = { pk, sk, version, body };
	if (expiresAt === undefined) return stored;
	return { ...stored, expiresAt, ttl: Math.ceil(expiresAt / secondMs) };
}

/** Refused before it is sent; nothing was written. */
export class ItemTooLargeError extends Error {
	override readonly name = "ItemTooLargeError";
	readonly bytes: number;

	constructor({ pk, sk }: NewItem, bytes: number) {
		super(
			`The item pk "${pk}", sk "${sk}" has ${bytes} bytes; the table takes ${maxItemBytes}. Nothing was written.`,
		);
		this.bytes = bytes;
	}
}

/** null: expired. Throws where the stored attributes are not ours. */
export function itemOf(attributes: Record<string, unknown>, now: Instant): Item | null {
	const { body: text, expiresAt, ...rest } = storedItem.parse(attributes);
	if (expiresAt !== undefined && expiresAt <= now) return null;
	const item = { ...rest, body: JSON.parse(text) as Json };
	return expiresAt === undefined ? item : { ...item, expiresAt };
}
