import type { Mode } from "../domain/policy.ts";

/** What a writer did: `written` to the account, only `recorded` (shadow), or `withheld` (observe). */
export type WriteResult = "written" | "recorded" | "withheld";

/** Only the fields given are sent. */
export type ScalingUpdate = {
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly scaleToZeroTimeoutMinutes?: number | null;
};

/**
 * Changes the account; only guard holds one. Modes are adapters of this port.
 * "Already paused" and "already running" are success. Rejects with an `AccountError`.
 */
export interface FleetWriter {
	readonly mode: Mode;
	updateScaling(name: string, update: ScalingUpdate): Promise<WriteResult>;
	pause(name: string): Promise<WriteResult>;
	resume(name: string): Promise<WriteResult>;
	scaleToZero(name: string): Promise<WriteResult>;
}
