import type { Hardware } from "./endpoint.ts";
import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";

/** One row of the vendor's price list: micro-dollars per replica-hour. */
export type HardwarePrice = Hardware & { readonly priceMicroUsdPerHour: MicroUsd };

/** A dated price list. `source` is `live` (GET /v2/provider) or `catalogue` (shipped with the project). */
export type PriceBook = {
	readonly asOf: Instant;
	readonly source: "live" | "catalogue";
	readonly rows: readonly HardwarePrice[];
};

/** What a replica-hour costs, within bounds: an unpriced endpoint has lo < point = hi, never 0. */
export type Price = {
	readonly lo: MicroUsd;
	readonly point: MicroUsd;
	readonly hi: MicroUsd;
	readonly known: boolean;
};
