import type { Instant } from "../../domain/instant.ts";
import { type Policy, type Tier, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Latch } from "../../domain/standing.ts";

export type DecideInput = {
	readonly reading: Reading;
	/** How the budget stood after the last pass. */
	readonly control: Latch;
	readonly policy: Policy;
	readonly now: Instant;
	/** The bill shows that more is metered than was spent: the point estimate begins nothing. */
	readonly isPointSuspended?: boolean;
};

/** `trim` alone is judged by the point estimate. */
export function canBegin(tier: Tier, { isPointSuspended }: DecideInput): boolean {
	return tier !== "trim" || isPointSuspended !== true;
}

export function higher(a: Tier, b: Tier): Tier {
	return tierOrder.indexOf(a) >= tierOrder.indexOf(b) ? a : b;
}
