import type { Instant } from "./instant.ts";
import type { Bounds, MicroUsd } from "./money.ts";
import type { Method } from "./plan.ts";

/** A step of the guard on one endpoint, from its write until it was put back, taken over or its period ended. */
export type Action = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly generation: number;
	readonly method: Method;
	/** False: only recorded in shadow mode. */
	readonly isReal: boolean;
	/** Replicas that the step leaves at most. */
	readonly mostReplicas: number;
	readonly from: Instant;
	/** null: it still stands. */
	readonly to: Instant | null;
};

/** What one action saved in one hour: the difference to what would have run without it. */
export type HourSaving = Pick<
	Action,
	"endpoint" | "createdAt" | "generation" | "method" | "isReal"
> & { readonly saved: Bounds };

/** All actions of one closed UTC hour. Computed again while late truth may come. */
export type SavingHour = { readonly hour: Instant; readonly savings: readonly HourSaving[] };

export type SavingTotals = {
	/** Sum over the actions whose saving is proven. */
	readonly saved: Bounds;
	readonly actions: number;
	/** Actions whose lower bound is not above nothing: counted here, and in no sum. */
	readonly unproven: number;
};

/** Nothing was done and nothing is known. */
export const noSavingTotals: SavingTotals = {
	saved: { lo: 0, point: 0, hi: 0 },
	actions: 0,
	unproven: 0,
};

/** What the guard itself costs: requests × public prices. */
export type OwnCost = { readonly passes: number; readonly microUsd: MicroUsd };

/** Until `until`, the last closed hour. `would` is what shadow mode would have saved. */
export type Savings = {
	readonly until: Instant;
	readonly day: SavingTotals;
	readonly month: SavingTotals;
	readonly would: { readonly week: SavingTotals };
	readonly ownCost: { readonly day: OwnCost; readonly month: OwnCost };
	/** Of the day, largest first. */
	readonly actions: readonly HourSaving[];
};

/** Before the first hour is closed. */
export function noSavings(until: Instant): Savings {
	const ownCost = { passes: 0, microUsd: 0 };
	return {
		until,
		day: noSavingTotals,
		month: noSavingTotals,
		would: { week: noSavingTotals },
		ownCost: { day: ownCost, month: ownCost },
		actions: [],
	};
}
