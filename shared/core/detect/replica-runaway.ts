import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { Detector, Signal } from "./detector.ts";

export const replicaRunawaySettings = {
	rollingUpdateMinutes: {
		value: 30,
		unit: "minutes",
		source: "docs/how-it-decides.md 7: counts as one version",
	},
};

/** One endpoint, or the sum of a fleet against its own bound. */
export type ReplicaRunawayInput = {
	readonly now: Instant;
	readonly runningReplicas: number | null;
	readonly targetReplicas: number | null;
	/** The policy's bound, else the maximum of the last approved configuration; null: none is known. */
	readonly expectedMaxReplicas: number | null;
	/** Since when two versions run side by side; null: they do not. */
	readonly updatingSince: Instant | null;
};

/** More replicas than anyone approved. What the guard approved is data; what it does not know, it does not judge. */
export function replicaRunaway(settings = replicaRunawaySettings): Detector<ReplicaRunawayInput> {
	return {
		id: "replica-runaway",
		severity: "page",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Lower the maximum, or accept the configuration if the growth is wanted.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(input: ReplicaRunawayInput, settings: typeof replicaRunawaySettings): Signal {
	const { runningReplicas, targetReplicas, expectedMaxReplicas } = input;
	const replicas = replicasOf(input, settings);
	const evidence = { replicas, runningReplicas, targetReplicas, expectedMaxReplicas };
	const bound = expectedMaxReplicas ?? 0;
	return {
		value: expectedMaxReplicas === null ? null : replicas,
		enterAbove: bound,
		exitBelow: bound,
		severity: "page",
		evidence,
	};
}

/** While a rolling update is young, what runs is two versions of one; the target is of one version. */
function replicasOf(
	{ now, runningReplicas, targetReplicas, updatingSince }: ReplicaRunawayInput,
	{ rollingUpdateMinutes }: typeof replicaRunawaySettings,
): number | null {
	const rolling =
		updatingSince !== null && now - updatingSince < rollingUpdateMinutes.value * minuteMs;
	if (rolling && targetReplicas !== null) return targetReplicas;
	if (runningReplicas === null && targetReplicas === null) return null;
	return Math.max(runningReplicas ?? 0, targetReplicas ?? 0);
}
