import type { Instant } from "./instant.ts";
import type { Tier } from "./policy.ts";

/** Where the trailing hour may act: its own tier beside that of the day, and how often it began today. */
export type HourLatch = {
	readonly tier: Tier;
	readonly dayTier: Tier;
	/** Times in this period that the hour went from no tier to one. */
	readonly times: number;
	/** Since when the hour has been below the exit line of its tier; null: it is not. */
	readonly belowSince: Instant | null;
};
