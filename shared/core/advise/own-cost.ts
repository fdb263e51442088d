import { microUsdPerUsd } from "../../domain/money.ts";
import type { OwnCost } from "../../domain/saving.ts";

/**
 * What one pass of meter and guard asks of AWS, and the public price of each. Requests as counted by
 * `npm run bench -- quiet-pass` (its targets); prices on demand in us-east-1, read 2026-11.
 */
export const ownCostSettings = {
	writeUnits: { perPass: 2, usd: 0.625e-6, source: "aws.amazon.com/dynamodb/pricing/on-demand" },
	readUnits: { perPass: 8, usd: 0.125e-6, source: "aws.amazon.com/dynamodb/pricing/on-demand" },
	invocations: { perPass: 2, usd: 0.2e-6, source: "aws.amazon.com/lambda/pricing" },
	/** Two invocations of half a second with 256 MB, arm64. */
	gigabyteSeconds: { perPass: 0.25, usd: 13.3334e-6, source: "aws.amazon.com/lambda/pricing" },
	events: { perPass: 1, usd: 1e-6, source: "aws.amazon.com/eventbridge/pricing" },
} as const;

/** Counted passes × what one asks × public prices. */
export function ownCost(passes: number): OwnCost {
	const perPass = Object.values(ownCostSettings).reduce(
		(sum, { perPass: count, usd }) => sum + count * usd,
		0,
	);
	return { passes, microUsd: Math.round(passes * perPass * microUsdPerUsd) };
}
