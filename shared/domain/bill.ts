import type { Instant, Range } from "./instant.ts";
import type { Bounds, MicroUsd } from "./money.ts";

/** One row of the vendor's bill: what an endpoint has cost on one hardware since its period began. */
export type BillRow = {
	/** Probably the endpoint's name; the vendor does not document what it is. */
	readonly label: string;
	readonly product: string;
	readonly microUsd: MicroUsd;
};

/** A period of the vendor's bill, a calendar month in what was seen, as it stood when it was read. */
export type BillPeriod = Range & { readonly id: string; readonly rows: readonly BillRow[] };

/** What a period's rows add up to, by label. */
export type BilledPeriod = Range & {
	readonly id: string;
	readonly amounts: Readonly<Record<string, MicroUsd>>;
};

/** The bill as read at an instant. Its amounts grow within a period: two of them are subtracted. */
export type BillSnapshot = {
	readonly takenAt: Instant;
	readonly periods: readonly BilledPeriod[];
};

/** What was metered in a window, cut into parts so that a correction can be dated. */
export type MeteredPart = Range & { readonly metered: Bounds };

export type MeteredEndpoint = { readonly endpoint: string; readonly parts: readonly MeteredPart[] };

/** What both say of one endpoint in one window. */
export type EndpointDrift = {
	readonly endpoint: string;
	readonly metered: Bounds;
	readonly billedMicroUsd: MicroUsd;
};

/** What both say of the whole namespace in one window; the endpoints that differ most come first. */
export type BillComparison = Range & {
	readonly metered: Bounds;
	readonly billedMicroUsd: MicroUsd;
	readonly endpoints: readonly EndpointDrift[];
	/** Whether the differences were booked; not where they are small, or too large to be believed. */
	readonly booked: boolean;
};

/** A dated entry of the ledger: what a bill adds to, or takes from, what was metered then. */
export type Correction = Range & {
	readonly endpoint: string;
	readonly bookedAt: Instant;
	readonly metered: Bounds;
	readonly billedMicroUsd: MicroUsd;
	readonly parts: readonly { readonly at: Instant; readonly delta: Bounds }[];
};

/** How far metered and billed are apart, over the last comparisons together. */
export type BillDrift = {
	readonly level: "none" | "warn" | "page";
	/** Distance of the bill from what was metered, over the larger of the two: 0 to 1. */
	readonly ratio: number;
	readonly metered: Bounds;
	readonly billedMicroUsd: MicroUsd;
	/** Metered too much, beyond the page line: nothing is decided on the point estimate. */
	readonly suspendsPoint: boolean;
	readonly worst: EndpointDrift | null;
};

/** Where reconciliation stands: one item. */
export type Reconciliation = {
	readonly lastRunAt: Instant;
	/** `refused`: the token cannot read the bill, or there is none. */
	readonly access: "readable" | "refused";
	readonly accessSince: Instant;
	/** Snapshots up to here are compared; null: none yet. */
	readonly comparedUntil: Instant | null;
	/** Newest last. */
	readonly comparisons: readonly BillComparison[];
	readonly drift: BillDrift | null;
	/** Since when the level is what it is. */
	readonly levelSince: Instant;
};
