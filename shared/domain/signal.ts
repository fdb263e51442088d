import type { Severity } from "./notice.ts";

/** An alert that began, grew graver or ended, with the numbers that were compared. */
export type Signal = {
	/** Id of the detector. */
	readonly id: string;
	readonly severity: Severity;
	/** `*`: the budget as a whole. */
	readonly endpoint: string;
	readonly change: "fired" | "reopened" | "escalated" | "lowered" | "resolved";
	/** Why it ended, where the guard ended it: `paused by the guard`. */
	readonly because?: string;
	readonly evidence: Readonly<Record<string, number | string>>;
};
