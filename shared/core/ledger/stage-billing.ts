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

export function stageBilling(stage: string): StageBilling {
	return documented.get(stage) ?? "unknown";
}

export function isDocumentedStage(stage: string): boolean {
	return documented.has(stage);
}
