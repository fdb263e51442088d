import type { Instant } from "../domain/instant.ts";
import type { PriceBook, PriceDoubt } from "../domain/price.ts";

/** Where price lists outlive the process: every version that was seen, and the last good list. */
export interface PriceMemory {
	/** The last good live list; null: there never was one. */
	recall(): Promise<PriceBook | null>;
	/** A good list was read: its changes become a version, and it is the last good one. */
	keep(book: PriceBook): Promise<void>;
	/** A list was read and not believed; the last good one stays. */
	refuse(doubt: PriceDoubt, at: Instant): Promise<void>;
}
