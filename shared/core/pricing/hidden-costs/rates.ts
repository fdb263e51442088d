import type { HiddenCostRates } from "../../../domain/accounting.ts";
import { hourMs } from "../../../domain/instant.ts";
import type { MicroUsd } from "../../../domain/money.ts";

const bytesPerGb = 1_000_000_000;
const dayMs = 24 * hourMs;
/** The month of a storage price. */
const monthMs = 30 * dayMs;

/** Size of a model's weights: 13 billion 16-bit weights are 26 GB. */
export function modelGb(
	parameters: number,
	{ bytesPerParameter }: Pick<HiddenCostRates, "bytesPerParameter">,
): number {
	return (parameters * bytesPerParameter) / bytesPerGb;
}

/** Fetching the weights once for each cold start: 26 GB at $0.09 are $2.34. */
export function transferCost(
	{ gb, coldStarts }: { readonly gb: number; readonly coldStarts: number },
	{ transferMicroUsdPerGb }: Pick<HiddenCostRates, "transferMicroUsdPerGb">,
): MicroUsd {
	return Math.round(gb * coldStarts * transferMicroUsdPerGb);
}

/** Keeping the weights in several copies for a while: three times their size by default. */
export function storageCost(
	{ gb, ms }: { readonly gb: number; readonly ms: number },
	rates: Pick<HiddenCostRates, "storageCopies" | "storageMicroUsdPerGbMonth">,
): MicroUsd {
	const months = ms / monthMs;
	return Math.round(gb * rates.storageCopies * rates.storageMicroUsdPerGbMonth * months);
}

/** Traffic that left its region in a while; the policy says how much there is in a day. */
export function egressCost(
	ms: number,
	rates: Pick<HiddenCostRates, "egressGbPerDay" | "egressMicroUsdPerGb">,
): MicroUsd {
	return Math.round((rates.egressGbPerDay * rates.egressMicroUsdPerGb * ms) / dayMs);
}

/** Overhead of scale events: 50 of them are $100 to $250. */
export function overheadCost(
	scaleEvents: number,
	{ scaleEventMicroUsd }: Pick<HiddenCostRates, "scaleEventMicroUsd">,
): { readonly lo: MicroUsd; readonly hi: MicroUsd } {
	return { lo: scaleEvents * scaleEventMicroUsd.lo, hi: scaleEvents * scaleEventMicroUsd.hi };
}
