import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";
import { ofThisCreation, type ReplicaSketch } from "./replica-sketch.ts";

const measured = "docs/how-it-decides.md 7: recall 1.0, no false alarm on 91 endpoint-weeks";

export const unexplainedReplicasSettings = {
	extraReplicas: { value: 2, unit: "replicas above what traffic explains", source: measured },
	extraMultiple: { value: 2, unit: "× what traffic explains", source: measured },
	heldMinutes: { value: 30, unit: "minutes", source: measured },
	mostStepMinutes: {
		value: 15,
		unit: "minutes between two looks",
		source: "three passes of watch",
	},
};

/** Mean running replicas of `[to − minutes, to)`; null: not known. */
export type ReplicaBin = {
	readonly endpointCreatedAt: Instant;
	readonly to: Instant;
	readonly minutes: number;
	readonly replicas: number | null;
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/** `sketch` has taken `bin`, and the traffic up to its end. */
export type UnexplainedReplicasInput = { readonly sketch: ReplicaSketch; readonly bin: ReplicaBin };

/**
 * Replicas that the traffic of the last 50 minutes does not explain, for half an hour. Where traffic was never
 * seen, an endpoint that stays at its maximum for as long.
 */
export function unexplainedReplicas(
	settings = unexplainedReplicasSettings,
): Detector<UnexplainedReplicasInput> {
	return {
		id: "unexplained-replicas",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Look for stuck requests or a scaling setting; lower the maximum meanwhile.",
		signal: (input) => signalOf(input, settings),
	};
}

/** Takes the replicas of a bin: how long they have been more than traffic explains, or at the maximum. */
export function takeReplicas(
	known: ReplicaSketch,
	bin: ReplicaBin,
	settings = unexplainedReplicasSettings,
): ReplicaSketch {
	const sketch = ofThisCreation(known, bin.endpointCreatedAt);
	if (sketch === null || bin.to <= (sketch.replicasUntil ?? Number.NEGATIVE_INFINITY)) return known;
	const { replicas } = bin;
	if (replicas === null || !(replicas >= 0)) return { ...sketch, replicasUntil: bin.to };
	const step = stepMinutes(sketch, bin, settings);
	const explained = explainedReplicas(sketch, bin.minReplica);
	const over = explained === null ? null : isOver(replicas, explained, settings);
	const full = replicas >= bin.maxReplica && bin.maxReplica > bin.minReplica;
	return {
		...sketch,
		replicasUntil: bin.to,
		unexplainedMinutes: heldAfter(sketch.unexplainedMinutes, over, step),
		atMaximumMinutes: heldAfter(sketch.atMaximumMinutes, full, step),
		awakeMinutes: heldAfter(sketch.awakeMinutes, replicas >= 1, step),
	};
}

/** Time that was not looked at is not counted: a gap cannot raise an alarm. */
function stepMinutes(
	{ replicasUntil }: ReplicaSketch,
	{ to, minutes }: ReplicaBin,
	{ mostStepMinutes }: typeof unexplainedReplicasSettings,
): number {
	const since = replicasUntil === null ? minutes : (to - replicasUntil) / minuteMs;
	return since > mostStepMinutes.value ? minutes : Math.min(since, minutes);
}

function heldAfter(minutes: number, held: boolean | null, step: number): number {
	if (held === null) return minutes;
	return held ? minutes + step : 0;
}

/** The replicas that the largest recent rate asks for; null where traffic says nothing. */
export function explainedReplicas(sketch: ReplicaSketch, minReplica: number): number | null {
	const { recentRates, usualPerReplica } = sketch;
	const rates = recentRates.filter((rate) => rate !== null);
	if (usualPerReplica === null || rates.length === 0) return null;
	if (rates.length * 2 < recentRates.length) return null;
	return Math.max(1, minReplica, Math.ceil(Math.max(...rates) / usualPerReplica));
}

function isOver(
	replicas: number,
	explained: number,
	{ extraReplicas, extraMultiple }: typeof unexplainedReplicasSettings,
): boolean {
	return replicas >= explained + extraReplicas.value && replicas >= extraMultiple.value * explained;
}

function signalOf(
	{ sketch, bin }: UnexplainedReplicasInput,
	{ heldMinutes }: typeof unexplainedReplicasSettings,
): Signal {
	const blindToTraffic = sketch.trafficUntil === null;
	const explained = explainedReplicas(sketch, bin.minReplica);
	const known = bin.replicas !== null && (blindToTraffic || explained !== null);
	const minutes = blindToTraffic ? sketch.atMaximumMinutes : sketch.unexplainedMinutes;
	const bound = heldMinutes.value;
	return {
		value: known ? minutes : null,
		enterAbove: bound - leastMinutes,
		exitBelow: 0,
		severity: "warn",
		evidence: {
			replicas: bin.replicas,
			explainedReplicas: explained,
			usualRequestsPerReplicaMinute: sketch.usualPerReplica,
			minutes,
			maxReplica: bin.maxReplica,
			microUsdPerHour: bin.replicas === null ? null : bin.replicas * bin.priceMicroUsdPerHour,
		},
	};
}

/** Minutes are whole: at least thirty is more than twenty-nine. */
const leastMinutes = 1;
