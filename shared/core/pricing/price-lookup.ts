import { type Hardware, hardwareKey } from "../../domain/endpoint.ts";
import type { HardwarePrice, Price, PriceBook } from "../../domain/price.ts";

/**
 * Looks up the price of one replica-hour. Unpriced hardware is never $0: lo is the cheapest and
 * point and hi the dearest price of its accelerator class (of the whole book, if the class is unknown too).
 * Throws when the book has no rows: then nothing can be priced.
 */
export function priceLookup(book: PriceBook): (hardware: Hardware) => Price {
	if (book.rows.length === 0) throw new Error("the price book has no rows: nothing can be priced");
	const known = new Map(book.rows.map((row) => [hardwareKey(row), row.priceMicroUsdPerHour]));
	return (hardware) => {
		const price = known.get(hardwareKey(hardware));
		if (price !== undefined) return { lo: price, point: price, hi: price, known: true };
		return classPrice(book.rows, hardware.accelerator);
	};
}

function classPrice(rows: readonly HardwarePrice[], accelerator: string): Price {
	const sameClass = rows.filter((row) => row.accelerator === accelerator);
	const prices = (sameClass.length > 0 ? sameClass : rows).map((row) => row.priceMicroUsdPerHour);
	const hi = Math.max(...prices);
	return { lo: Math.min(...prices), point: hi, hi, known: false };
}
