import { hardwareKey } from "../../domain/endpoint.ts";
import type { HardwarePrice, PriceChange } from "../../domain/price.ts";

/** What differs between two lists, by hardware: changed, new (`before` null) and gone (`after` null). */
export function priceChanges(
	before: readonly HardwarePrice[],
	after: readonly HardwarePrice[],
): PriceChange[] {
	const old = pricesOf(before);
	const fresh = pricesOf(after);
	return [...new Set([...old.keys(), ...fresh.keys()])]
		.map((hardware) => ({
			hardware,
			before: old.get(hardware) ?? null,
			after: fresh.get(hardware) ?? null,
		}))
		.filter((change) => change.before !== change.after);
}

function pricesOf(rows: readonly HardwarePrice[]): ReadonlyMap<string, number> {
	return new Map(rows.map((row) => [hardwareKey(row), row.priceMicroUsdPerHour]));
}
