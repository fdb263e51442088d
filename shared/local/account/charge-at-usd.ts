import { chargeMicroUsd, type MicroUsd, microUsdOf, microUsdPerUsd } from "../../domain/money.ts";

/**
 * Price of replica-milliseconds at a price in dollars per hour. A price of whole micro-dollars goes through
 * the ledger's own formula; a finer one keeps its digits and is rounded once, half up, at the end.
 */
export function chargeAtUsd(replicaMs: number, usdPerHour: number): MicroUsd {
	const micro = microUsdOf(usdPerHour);
	if (micro / microUsdPerUsd === usdPerHour) return chargeMicroUsd(replicaMs, micro);
	const { digits, decimals } = decimalOf(usdPerHour);
	const product = BigInt(replicaMs) * digits * BigInt(microUsdPerUsd);
	const divisor = msPerHour * 10n ** BigInt(decimals);
	return Number((2n * product + divisor) / (2n * divisor));
}

const msPerHour = 3_600_000n;

/** The shortest decimal that is this number: 0.0333333 is 333333 with 7 decimals. */
function decimalOf(value: number): { digits: bigint; decimals: number } {
	const [mantissa = "0", exponent = "0"] = String(value).split("e");
	const [whole = "0", fraction = ""] = mantissa.split(".");
	const decimals = fraction.length - Number(exponent);
	return { digits: BigInt(whole + fraction), decimals: Math.max(0, decimals) };
}
