import type { Detector, Signal } from "./detector.ts";
import type { ReplicaSketch } from "./replica-sketch.ts";
import type { ReplicaBin } from "./unexplained-replicas.ts";

export const lostScaleDownSettings = {
	idleMinutes: { value: 90, unit: "minutes without a request", source: "docs/how-it-decides.md 7" },
	beyondTimeout: { value: 30, unit: "minutes after its own timeout", source: "90 of the usual 60" },
};

/** `sketch` has taken `bin`, and the traffic up to its end. */
export type LostScaleDownInput = {
	readonly sketch: ReplicaSketch;
	readonly bin: ReplicaBin;
	/** The endpoint's own setting; null: not known. */
	readonly scaleToZeroTimeoutMinutes: number | null;
};

/** It may sleep, nobody asks it anything, and it does not sleep. */
export function lostScaleDown(settings = lostScaleDownSettings): Detector<LostScaleDownInput> {
	return {
		id: "lost-scale-down",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Check scale-to-zero: the timeout, health checks or probes that keep it awake.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(input: LostScaleDownInput, settings: typeof lostScaleDownSettings): Signal {
	const { sketch, bin, scaleToZeroTimeoutMinutes } = input;
	const timeout = (scaleToZeroTimeoutMinutes ?? 0) + settings.beyondTimeout.value;
	const bound = Math.max(settings.idleMinutes.value, timeout);
	const maySleep = bin.minReplica === 0;
	const awakeIdleMinutes = Math.min(sketch.idleMinutes, sketch.awakeMinutes);
	const known = bin.replicas !== null && sketch.recentRates.at(-1) != null;
	return {
		value: known ? Number(maySleep) * awakeIdleMinutes : null,
		enterAbove: bound - leastMinutes,
		exitBelow: 0,
		severity: "warn",
		evidence: { awakeIdleMinutes, replicas: bin.replicas, bound },
	};
}

/** Minutes are whole: at least thirty is more than twenty-nine. */
const leastMinutes = 1;
