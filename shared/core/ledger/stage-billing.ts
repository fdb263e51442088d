/**
 * billed: charged by the vendor's own words · unbilled: not charged · unknown: not documented.
 * Source: hf-endpoints-documentation support/pricing.md ("initializing and in a running state"),
 * read 2026-08-20. An undocumented stage name counts as unknown, which is in point and hi.
 */
export type StageBilling = "billed" | "unbilled" | "unknown";

const documented: Readonly<Record<string, StageBilling>> = {
	pending: "unbilled",
	downloading: "unknown",
	pulling: "unknown",
	initializing: "billed",
	running: "billed",
	terminating: "unknown",
	stopped: "unbilled",
};

export function stageBilling(stage: string): StageBilling {
	return documented[stage] ?? "unknown";
}

export function isDocumentedStage(stage: string): boolean {
	return stage in documented;
}
