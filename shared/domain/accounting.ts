import { hourMs, minuteMs } from "./instant.ts";
import type { MicroUsd } from "./money.ts";

/** When the vendor's price list is asked for, and when it is not believed. */
export type PriceLimits = {
	/** A good list is not asked for again before this. */
	readonly refreshMs: number;
	/** After a failure, the next try comes no sooner. */
	readonly retryMs: number;
	/** A shorter list is taken for a broken one; the vendor's has about 190 rows. */
	readonly fewestRows: number;
	/** A list that lost more than this share of its rows since the last good one is broken. */
	readonly smallestShare: number;
	/** A list in which a price went up or down by this factor or more is broken. */
	readonly jumpFactor: number;
};

export const defaultPriceLimits: PriceLimits = {
	refreshMs: hourMs,
	retryMs: 5 * minuteMs,
	fewestRows: 10,
	smallestShare: 0.5,
	jumpFactor: 10,
};

/** Rates of what a guide says endpoints cost beside compute. None of them is on the vendor's bill. */
export type HiddenCostRates = {
	/** Weights that a cold start fetches. */
	readonly transferMicroUsdPerGb: MicroUsd;
	/** Traffic that leaves its region, and how much of it there is in a day: no route tells it. */
	readonly egressMicroUsdPerGb: MicroUsd;
	readonly egressGbPerDay: number;
	/** Copies of the weights that are kept, and what a copy costs. */
	readonly storageCopies: number;
	readonly storageMicroUsdPerGbMonth: MicroUsd;
	readonly scaleEventMicroUsd: { readonly lo: MicroUsd; readonly hi: MicroUsd };
	/** 2 for 16-bit weights: 13 billion parameters are 26 GB. */
	readonly bytesPerParameter: number;
};

/** How the ledger is held against the vendor's own bill. */
export type BillSettings = {
	readonly everyMs: number;
	/** Usage younger than this is not compared: late truth may still change it. */
	readonly settleMs: number;
	/** How far the bill is behind what happened; the vendor does not say. */
	readonly lagMs: number;
	/** How the vendor rounds the time of a replica; it says "by the minute", and no more. */
	readonly rounding: "millisecond" | "minute";
	readonly warnRatio: number;
	readonly pageRatio: number;
	/** A smaller difference is no drift. */
	readonly leastMicroUsd: MicroUsd;
	/** A smaller difference of an endpoint makes no entry: it is rounding. */
	readonly bookFromMicroUsd: MicroUsd;
	/** A difference of more than this share is told and not booked: the bill itself may be wrong. */
	readonly bookUpToRatio: number;
	/** Drift is that of the comparisons of this long together. */
	readonly overMs: number;
};

/** Everything of the policy that is about right numbers rather than about acting on them. */
export type Accounting = {
	readonly prices: PriceLimits;
	readonly hiddenCosts: HiddenCostRates;
	readonly bill: BillSettings;
};
