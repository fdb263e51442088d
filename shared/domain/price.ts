import type { Hardware } from "./endpoint.ts";
import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";

/** One row of the vendor's price list: micro-dollars per replica-hour. */
export type HardwarePrice = Hardware & { readonly priceMicroUsdPerHour: MicroUsd };

/**
 * A dated price list. `source` is `live` (GET /v2/provider) or `catalogue` (shipped with the project).
 * `confirmedAt` is when the list before this one was read last: a price that differs between the two
 * changed at some time after it. null or absent: there was none.
 */
export type PriceBook = {
	readonly asOf: Instant;
	readonly source: "live" | "catalogue";
	readonly rows: readonly HardwarePrice[];
	readonly confirmedAt?: Instant | null;
};

/** A price that differs between two lists; null: the hardware is not in that list. */
export type PriceChange = {
	readonly hardware: string;
	readonly before: MicroUsd | null;
	readonly after: MicroUsd | null;
};

/** A stored version of the price list: what was new in the list that was read at `seenAt`. */
export type PriceVersion = {
	readonly seenAt: Instant;
	/** The changes happened after this; null: it is the first list. */
	readonly notBefore: Instant | null;
	readonly rows: number;
	readonly changes: readonly PriceChange[];
};

/**
 * Why a list was refused. `before` and `after` are prices in micro-dollars per hour where one
 * `jumped`, and counts of rows where the list is `too-short` (before: the fewest) or `shrunk`.
 */
export type PriceDoubt = {
	readonly kind: "too-short" | "shrunk" | "jumped";
	readonly hardware: string | null;
	readonly before: number;
	readonly after: number;
};

/** What is stored of the list in force: the last good one, and what was refused since. */
export type PriceStatus = {
	readonly book: PriceBook;
	readonly refused: (PriceDoubt & { readonly at: Instant }) | null;
};

/** What a replica-hour costs, within bounds: an unpriced endpoint has lo < point = hi, never 0. */
export type Price = {
	readonly lo: MicroUsd;
	readonly point: MicroUsd;
	readonly hi: MicroUsd;
	readonly known: boolean;
};
