/** Integer millionths of a US dollar: the unit in which Hugging Face states a bill (`totalCostMicroUSD`). */
export type MicroUsd = number;

export const microUsdPerUsd = 1_000_000;

/**
 * Price of `replicaMs` replica-milliseconds at a price per hour, rounded half up to a whole micro-dollar.
 * The product can pass 2^53 (two replica-days at $80/h), so it is formed in BigInt.
 */
export function chargeMicroUsd(replicaMs: number, priceMicroUsdPerHour: MicroUsd): MicroUsd {
	const product = BigInt(replicaMs) * BigInt(priceMicroUsdPerHour);
	return Number((product + 1_800_000n) / 3_600_000n);
}

/** Dollars, as the vendor writes prices (0.033), to integer micro-dollars. */
export function microUsdOf(usd: number): MicroUsd {
	return Math.round(usd * microUsdPerUsd);
}

/** An amount that is known within bounds: `lo ≤ point ≤ hi`, all integer micro-dollars. */
export type Bounds = { readonly lo: MicroUsd; readonly point: MicroUsd; readonly hi: MicroUsd };

export const noMoney: Bounds = { lo: 0, point: 0, hi: 0 };

export function addBounds(a: Bounds, b: Bounds): Bounds {
	return { lo: a.lo + b.lo, point: a.point + b.point, hi: a.hi + b.hi };
}
