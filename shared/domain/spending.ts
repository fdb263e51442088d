import type { Instant } from "./instant.ts";
import type { Bounds } from "./money.ts";
import type { Reading } from "./reading.ts";

/** What went to one endpoint, region, model or tag, and its part of the whole. */
export type SpendShare = { readonly key: string; readonly spent: Bounds; readonly ratio: number };

/** Spend since a week or month began, or since metering began inside it. */
export type SpentToDate = {
	readonly key: string;
	readonly from: Instant;
	readonly since: Instant;
	readonly spent: Bounds;
};

/** A group's own reading, in its own zone, and who belongs to it now. */
export type GroupSpending = { readonly reading: Reading; readonly endpoints: readonly string[] };

/** Where today's money went, and what is beside today: for the page and `guardrail spend`. */
export type Spending = {
	/** The five largest of each kind, largest first. */
	readonly shares: {
		readonly endpoint: readonly SpendShare[];
		readonly region: readonly SpendShare[];
		readonly model: readonly SpendShare[];
		readonly tag: readonly SpendShare[];
	};
	readonly groups: readonly GroupSpending[];
	/** null: not on record. */
	readonly week: SpentToDate | null;
	readonly month: SpentToDate | null;
};
