import type { PriceBook } from "../domain/price.ts";

/** The vendor's price list; an adapter falls back to the catalogue shipped with the project. */
export interface PriceReader {
	readPrices(): Promise<PriceBook>;
}
