import type { Held } from "../../domain/control.ts";
import type { RestoreRecord } from "../../domain/plan.ts";

export type RestoreReason = "new-period" | "restore-now" | "correction";

/** One endpoint that may come back, and why it may. */
export type RestoreStep = {
	readonly held: Held;
	readonly record: RestoreRecord;
	readonly reason: RestoreReason;
};
