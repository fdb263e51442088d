import { configurationDrift } from "../../core/detect/configuration-drift.ts";
import type { Detector, DetectorId } from "../../core/detect/detector.ts";
import { followAlert, quietAlert } from "../../core/detect/follow-alert.ts";
import { lostScaleDown } from "../../core/detect/lost-scale-down.ts";
import { replicaRunaway } from "../../core/detect/replica-runaway.ts";
import type { ReplicaSketch } from "../../core/detect/replica-sketch.ts";
import { type ReplicaBin, unexplainedReplicas } from "../../core/detect/unexplained-replicas.ts";
import type { DataSet, EndpointFacts } from "./data-set.ts";

export type SpendLook = {
	readonly sketch: ReplicaSketch;
	readonly bin: ReplicaBin;
	readonly startMinute: number;
};

export type SpendSeen = {
	/** One of the detectors is over its bound. */
	readonly over: boolean;
	readonly fired: readonly DetectorId[];
};

/** The detectors that watch what one endpoint spends, each with its alert between looks. */
export function spendWatch(data: DataSet, facts: EndpointFacts): (look: SpendLook) => SpendSeen {
	const unexplained = following(unexplainedReplicas());
	const runaway = following(replicaRunaway());
	const awake = following(lostScaleDown());
	const drift = following(configurationDrift());
	const priceAt = prices(data, facts);
	return ({ sketch, bin, startMinute }) => {
		const at = bin.to;
		const running = bin.replicas;
		const seen = [
			unexplained({ sketch, bin }, at),
			awake({ sketch, bin, scaleToZeroTimeoutMinutes: null }, at),
			runaway(
				{
					now: at,
					runningReplicas: running,
					targetReplicas: null,
					expectedMaxReplicas: facts.maxReplica,
					updatingSince: null,
				},
				at,
			),
			drift(
				{
					approved: configurationAt(facts, facts.priceMicroUsdPerHour),
					observed: configurationAt(facts, priceAt(startMinute)),
					changedBy: null,
					changedAt: null,
				},
				at,
			),
		];
		return {
			over: seen.some(({ over }) => over),
			fired: seen.flatMap(({ fired }) => fired ?? []),
		};
	};
}

function following<Input>(detector: Detector<Input>) {
	let state = quietAlert;
	return (input: Input, at: number) => {
		const signal = detector.signal(input);
		const followed = followAlert(detector, state, { signal, at });
		({ state } = followed);
		const over = state.phase === "firing" && (signal.value ?? 0) > signal.enterAbove;
		return { over, fired: followed.change === "fired" ? detector.id : null };
	};
}

function prices({ priceChanges }: DataSet, { series, priceMicroUsdPerHour }: EndpointFacts) {
	const changes = priceChanges.get(series) ?? [];
	return (minute: number) => {
		const change = changes.find((each) => each.fromMinute <= minute && minute < each.toMinute);
		return Math.round(priceMicroUsdPerHour * (change?.multiple ?? 1));
	};
}

function configurationAt(facts: EndpointFacts, priceMicroUsdPerHour: number) {
	const { instanceType, instanceSize, minReplica, maxReplica } = facts;
	const scaleToZeroTimeoutMinutes = null;
	return {
		instanceType,
		instanceSize,
		priceMicroUsdPerHour,
		minReplica,
		maxReplica,
		scaleToZeroTimeoutMinutes,
	};
}
