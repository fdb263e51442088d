import type { PriceLimits } from "../../domain/accounting.ts";
import { hardwareKey } from "../../domain/endpoint.ts";
import type { HardwarePrice, PriceBook, PriceDoubt } from "../../domain/price.ts";

/** Why a list is not to be believed, with the two numbers that were compared; null: nothing speaks against it. */
export function judgePriceList(
	rows: readonly HardwarePrice[],
	lastGood: PriceBook,
	limits: PriceLimits,
): PriceDoubt | null {
	if (rows.length < limits.fewestRows) {
		return { kind: "too-short", hardware: null, before: limits.fewestRows, after: rows.length };
	}
	const before = lastGood.rows.length;
	const isShrunk = lastGood.source === "live" && rows.length < before * limits.smallestShare;
	if (isShrunk) return { kind: "shrunk", hardware: null, before, after: rows.length };
	return jumpIn(rows, lastGood, limits.jumpFactor);
}

function jumpIn(
	rows: readonly HardwarePrice[],
	lastGood: PriceBook,
	factor: number,
): PriceDoubt | null {
	const known = new Map(lastGood.rows.map((row) => [hardwareKey(row), row.priceMicroUsdPerHour]));
	for (const row of rows) {
		const before = known.get(hardwareKey(row));
		const after = row.priceMicroUsdPerHour;
		if (before === undefined) continue;
		const isJump = after >= before * factor || after * factor <= before;
		if (isJump) return { kind: "jumped", hardware: hardwareKey(row), before, after };
	}
	return null;
}
