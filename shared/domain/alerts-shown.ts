import type { Alert, WatchFinding } from "./alert.ts";
import type { Instant } from "./instant.ts";

/** What readers see of watch: of the last day, and of what goes on. */
export type AlertsShown = {
	/** Gravest first. */
	readonly firing: readonly Alert[];
	/** Newest first. */
	readonly over: readonly Alert[];
	readonly findings: readonly WatchFinding[];
	/** null: watch has not looked yet. */
	readonly lastPassAt: Instant | null;
};

export const noAlerts: AlertsShown = { firing: [], over: [], findings: [], lastPassAt: null };
