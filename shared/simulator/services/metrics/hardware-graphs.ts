import type { StageRange } from "../../endpoint.ts";
import { hashFraction } from "../../http/hash.ts";
import type { LoadSample } from "../../load.ts";
import { type MetricsWindow, timeWindow } from "../../management/metrics-window.ts";
import { type DataPoint, mean, points, type Step, stepsWith } from "./window.ts";

/** What the graphs per replica are drawn from; `devices` is the number of GPUs of one replica. */
export type ReplicaHistory = {
	window: MetricsWindow;
	running: readonly RunningReplica[];
	accelerator: string;
	devices: number;
};

/** A replica that ran in the window, over the steps in which it ran. */
export type RunningReplica = { replicaId: string; steps: readonly Step[] };

export type GraphHardware = {
	series: { replicaId: string; deviceId: number | null; max: number | null; data: DataPoint[] }[];
};

type Gauge = {
	max: number | null;
	perDevice?: boolean;
	/** What the gauge of a replica shows for one sample. */
	gaugeOf: (replicaId: string) => (sample: LoadSample) => number;
};

/** Processor load of a GPU replica that only feeds its GPU, in percent. */
const feedingLoadPercent = 15;
const feedingShare = 0.2;
/** Weights fill the memory whether requests come or not; requests add to it. */
const memoryIdlePercent = 35;
const memoryRequestShare = 0.25;

export function cpuGraph(history: ReplicaHistory): GraphHardware {
	const isFeeding = history.accelerator !== "cpu";
	return replicaGraph(history, {
		max: 100,
		gaugeOf:
			() =>
			({ utilisation }) =>
				isFeeding ? feedingLoadPercent + feedingShare * utilisation : utilisation,
	});
}

/** The load of each GPU in percent; replicas without one have no series. */
export function gpuGraph(history: ReplicaHistory): GraphHardware {
	return ofGraphics(
		history,
		() =>
			({ utilisation }) =>
				utilisation,
	);
}

export function memoryGraph(history: ReplicaHistory): GraphHardware {
	return replicaGraph(history, { max: 100, gaugeOf: memoryPercentOf });
}

export function gpuMemoryGraph(history: ReplicaHistory): GraphHardware {
	return ofGraphics(history, memoryPercentOf);
}

/** The graphs of the inference engine; rates are shares, times are seconds. */
export function inferenceGraphs(history: ReplicaHistory) {
	const perReplica = (amountOf: (sample: LoadSample) => number, max: number | null = null) =>
		replicaGraph(history, { max, gaugeOf: () => amountOf });
	return {
		kvCache: perReplica(({ utilisation }) => 0.05 + (0.85 * utilisation) / 100, 1),
		requests: {
			...timeWindow(history.window),
			waiting: perReplica(({ backlog, running }) => backlog / Math.max(1, running)),
			running: perReplica(({ inFlight, running }) => inFlight / Math.max(1, running)),
		},
		ttft: perReplica(({ serviceMs, waitMs }) => (0.2 * serviceMs + waitMs) / 1000),
		itl: perReplica(({ serviceMs }) => (0.8 * serviceMs) / 100_000),
		prefixCache: replicaGraph(history, { max: 1, gaugeOf: prefixCacheOf }),
	};
}

function prefixCacheOf(replicaId: string): () => number {
	const share = 0.2 + 0.1 * hashFraction("prefixCache", replicaId);
	return () => share;
}

/** What each replica that ran in the window is drawn from, once for all of its gauges. */
export function runningReplicas(
	ranges: readonly StageRange[],
	steps: readonly Step[],
): readonly RunningReplica[] {
	const running = ranges.filter(({ stage }) => stage === "running");
	return [...new Set(running.map(({ replicaId }) => replicaId))].map((replicaId) => {
		const own = running.filter((range) => range.replicaId === replicaId);
		const ran = (sample: LoadSample) =>
			own.some(({ from, to }) => from < sample.to && to > sample.from);
		return { replicaId, steps: stepsWith(steps, ran) };
	});
}

function ofGraphics(history: ReplicaHistory, gaugeOf: Gauge["gaugeOf"]): GraphHardware {
	if (history.accelerator !== "gpu") return { series: [] };
	return replicaGraph(history, { max: 100, perDevice: true, gaugeOf });
}

function memoryPercentOf(replicaId: string): (sample: LoadSample) => number {
	const own = 10 * hashFraction("memory", replicaId);
	return ({ utilisation }) => memoryIdlePercent + own + memoryRequestShare * utilisation;
}

/** One series per replica (and device). */
function replicaGraph(history: ReplicaHistory, gauge: Gauge): GraphHardware {
	const devices = gauge.perDevice ? Array.from({ length: history.devices }, (_, id) => id) : [null];
	const series = history.running.flatMap(({ replicaId, steps }) => {
		const amountOf = gauge.gaugeOf(replicaId);
		const data = points(steps, (samples) => mean(samples, amountOf));
		return devices.map((deviceId) => ({ replicaId, deviceId, max: gauge.max, data }));
	});
	return { series };
}
