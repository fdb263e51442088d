/**
 * billed: charged by the vendor's own words · unbilled: not charged · unknown: not documented.
 * Source: hf-endpoints-documentation support/pricing.md ("initializing and in a running state"),
 * read 2026-08-20. An undocumented stage name counts as unknown, which is in point and hi.
 */
export type StageBilling = "billed" | "unbilled" | "unknown";

const documented: ReadonlyMap<string, StageBilling> = new Map([
	["pending", "unbilled"],
	["downloading", "unknown"],
	["pulling", "unknown"],
	["initializing", "billed"],
	["running", "billed"],
	["terminating", "unknown"],
	["stopped", "unbilled"],
]);

/**
 * What the ledger itself books of a started minute that is billed whole, beyond the stages that were shown: the part
 * that is certain, and the part that is possible. No vendor shows them, and no stage events are counted of them.
 * Items written before these words say `running` and `terminating` instead, which are charged the same.
 */
export const startedMinute = { certain: "started-minute", possible: "possible-minute" } as const;

const own: ReadonlyMap<string, StageBilling> = new Map([
	[startedMinute.certain, "billed"],
	[startedMinute.possible, "unknown"],
]);

export function stageBilling(stage: string): StageBilling {
	return documented.get(stage) ?? own.get(stage) ?? "unknown";
}

export function isDocumentedStage(stage: string): boolean {
	return documented.has(stage);
}
