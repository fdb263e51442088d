import type { DetectorId } from "../../core/detect/detector.ts";
import { packReplicaSketch } from "../../core/detect/pack-sketch.ts";
import { newReplicaSketch, takeTraffic } from "../../core/detect/replica-sketch.ts";
import { takeReplicas } from "../../core/detect/unexplained-replicas.ts";
import { minuteMs } from "../../domain/instant.ts";
import { type AlertRow, alertRow, beginning, warmUpMinutes } from "./alert-row.ts";
import type { DataSet, EndpointFacts } from "./data-set.ts";
import { spendWatch } from "./spend-watch.ts";
import { trafficBins } from "./traffic-bins.ts";

export type SpendEvaluation = {
	readonly alerts: readonly AlertRow[];
	/** Alerts that began after the warm-up, by detector. */
	readonly fired: Readonly<Partial<Record<DetectorId, number>>>;
	/** Largest stored sketch. */
	readonly sketchBytes: number;
};

export type SpendOptions = {
	/** False: the detectors see replicas and configuration alone. */
	readonly withTraffic: boolean;
	readonly onSeries: () => void;
};

/** Feeds replicas, traffic and configuration of every series through the spend detectors. */
export function evaluateSpend(data: DataSet, options: SpendOptions): SpendEvaluation {
	const alerts: AlertRow[] = [];
	const fired: Partial<Record<DetectorId, number>> = {};
	let sketchBytes = 0;
	for (const facts of data.endpoints.values()) {
		if (!data.faultedReplicas.values.has(facts.series)) continue;
		const one = evaluateOne(data, facts, options.withTraffic);
		alerts.push(...one.minutes.map((minute) => alertRow(facts.series, minute)));
		for (const id of one.fired) fired[id] = (fired[id] ?? 0) + 1;
		sketchBytes = Math.max(sketchBytes, one.sketchBytes);
		options.onSeries();
	}
	return { alerts, fired, sketchBytes };
}

function evaluateOne(data: DataSet, facts: EndpointFacts, withTraffic: boolean) {
	const { binMinutes, bins } = data.faultedReplicas;
	const replicasAt = replicaBins(data, facts);
	const seesTraffic = withTraffic && data.quiet.values.has(facts.series);
	const trafficAt = seesTraffic ? trafficEnding(data, facts) : () => null;
	const watch = spendWatch(data, facts);
	let sketch = newReplicaSketch(beginning);
	const minutes: number[] = [];
	const fired: DetectorId[] = [];
	for (let index = 0; index < bins; index += 1) {
		const endMinute = (index + 1) * binMinutes;
		const bin = replicasAt(index);
		const traffic = trafficAt(endMinute);
		if (traffic !== null) sketch = takeTraffic(sketch, traffic);
		sketch = takeReplicas(sketch, bin);
		const seen = watch({ sketch, bin, startMinute: endMinute - binMinutes });
		if (endMinute <= warmUpMinutes) continue;
		fired.push(...seen.fired);
		if (seen.over) minutes.push(endMinute);
	}
	return { minutes, fired, sketchBytes: packReplicaSketch(sketch).byteLength };
}

function replicaBins({ faultedReplicas: { values, binMinutes } }: DataSet, facts: EndpointFacts) {
	const series = values.get(facts.series);
	const { minReplica, maxReplica, priceMicroUsdPerHour } = facts;
	return (index: number) => {
		const minutes = series?.[index] ?? Number.NaN;
		return {
			endpointCreatedAt: beginning,
			to: beginning + (index + 1) * binMinutes * minuteMs,
			minutes: binMinutes,
			replicas: Number.isNaN(minutes) ? null : minutes / binMinutes,
			minReplica,
			maxReplica,
			priceMicroUsdPerHour,
		};
	};
}

/** The traffic bin that ends at a minute, with the replica-minutes that served it; null where none ends. */
function trafficEnding(data: DataSet, { series }: EndpointFacts) {
	const { quiet, faultedReplicas } = data;
	const { binMinutes: minutes } = quiet;
	const binAt = trafficBins(quiet, series, data);
	const perTrafficBin = minutes / faultedReplicas.binMinutes;
	const replicas = faultedReplicas.values.get(series);
	return (endMinute: number) => {
		if (endMinute % minutes !== 0) return null;
		const last = endMinute / faultedReplicas.binMinutes;
		const served = replicas?.subarray(Math.max(0, Math.floor(last - perTrafficBin)), last);
		return {
			endpointCreatedAt: beginning,
			to: beginning + endMinute * minuteMs,
			minutes,
			requests: binAt(endMinute / minutes - 1).requests,
			replicaMinutes: served?.reduce((sum, each) => sum + each, 0) ?? null,
		};
	};
}
