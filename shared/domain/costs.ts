import type { Reconciliation } from "./bill.ts";
import type { HiddenCosts } from "./hidden-costs.ts";
import type { Instant } from "./instant.ts";
import type { Bounds } from "./money.ts";
import type { PriceBook, PriceStatus } from "./price.ts";

/** Which price list is in force and how old it is, without its rows. */
export type PriceListAge = Pick<PriceBook, "source" | "asOf"> & {
	readonly rows: number;
	readonly refused: PriceStatus["refused"];
};

/** Where the numbers of a day come from, and what stands beside them. */
export type Costs = {
	/** null: no list was read yet; prices are those of the shipped catalogue. */
	readonly prices: PriceListAge | null;
	/** null: the bill was never asked for. */
	readonly bill: Reconciliation | null;
	/** What the bill changed of the running day's spend; it is in the spend. */
	readonly correctedToday: Bounds;
	/** Modelled, and never in the spend; null: nothing was metered yet. */
	readonly hidden: HiddenCosts | null;
	readonly since: Instant;
};
