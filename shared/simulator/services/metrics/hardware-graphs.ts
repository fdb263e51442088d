import type { StageRange } from "../../endpoint.ts";
import { hashFraction } from "../../http/hash.ts";
import type { LoadSample } from "../../load.ts";
import { type MetricsWindow, timeWindow } from "../../management/metrics-window.ts";
import { type DataPoint, mean, points, samplesByStep } from "./window.ts";

/** What the graphs per replica are drawn from; `devices` is the number of GPUs of one replica. */
export type ReplicaHistory = {
	window: MetricsWindow;
	samples: readonly LoadSample[];
	ranges: readonly StageRange[];
	accelerator: string;
	devices: number;
};

export type GraphHardware = {
	series: { replicaId: string; deviceId: number | null; max: number | null; data: DataPoint[] }[];
};

type Gauge = {
	max: number | null;
	perDevice?: boolean;
	amountOf: (sample: LoadSample, replicaId: string) => number;
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
		amountOf: ({ utilisation }) =>
			isFeeding ? feedingLoadPercent + feedingShare * utilisation : utilisation,
	});
}

/** The load of each GPU in percent; replicas without one have no series. */
export function gpuGraph(history: ReplicaHistory): GraphHardware {
	return ofGraphics(history, ({ utilisation }) => utilisation);
}

export function memoryGraph(history: ReplicaHistory): GraphHardware {
	return replicaGraph(history, { max: 100, amountOf: memoryPercent });
}

export function gpuMemoryGraph(history: ReplicaHistory): GraphHardware {
	return ofGraphics(history, memoryPercent);
}

/** The graphs of the inference engine; rates are shares, times are seconds. */
export function inferenceGraphs(history: ReplicaHistory) {
	const perReplica = (amountOf: Gauge["amountOf"]) =>
		replicaGraph(history, { max: null, amountOf });
	return {
		kvCache: replicaGraph(history, {
			max: 1,
			amountOf: ({ utilisation }) => 0.05 + (0.85 * utilisation) / 100,
		}),
		requests: {
			...timeWindow(history.window),
			waiting: perReplica(({ backlog, running }) => backlog / Math.max(1, running)),
			running: perReplica(({ inFlight, running }) => inFlight / Math.max(1, running)),
		},
		ttft: perReplica(({ serviceMs, waitMs }) => (0.2 * serviceMs + waitMs) / 1000),
		itl: perReplica(({ serviceMs }) => (0.8 * serviceMs) / 100_000),
		prefixCache: replicaGraph(history, {
			max: 1,
			amountOf: (_, replicaId) => 0.2 + 0.1 * hashFraction("prefixCache", replicaId),
		}),
	};
}

function ofGraphics(history: ReplicaHistory, amountOf: Gauge["amountOf"]): GraphHardware {
	if (history.accelerator !== "gpu") return { series: [] };
	return replicaGraph(history, { max: 100, perDevice: true, amountOf });
}

function memoryPercent({ utilisation }: LoadSample, replicaId: string): number {
	const own = 10 * hashFraction("memory", replicaId);
	return memoryIdlePercent + own + memoryRequestShare * utilisation;
}

/** One series per replica (and device) that ran in the window, over the steps in which it ran. */
function replicaGraph(history: ReplicaHistory, gauge: Gauge): GraphHardware {
	const running = history.ranges.filter(({ stage }) => stage === "running");
	const replicaIds = [...new Set(running.map(({ replicaId }) => replicaId))];
	const devices = gauge.perDevice ? Array.from({ length: history.devices }, (_, id) => id) : [null];
	const series = replicaIds.flatMap((replicaId) => {
		const data = replicaPoints(history, running, { replicaId, gauge });
		return devices.map((deviceId) => ({ replicaId, deviceId, max: gauge.max, data }));
	});
	return { series };
}

function replicaPoints(
	history: ReplicaHistory,
	running: readonly StageRange[],
	{ replicaId, gauge }: { replicaId: string; gauge: Gauge },
): DataPoint[] {
	const own = running.filter((range) => range.replicaId === replicaId);
	const during = history.samples.filter((sample) =>
		own.some(({ from, to }) => from < sample.to && to > sample.from),
	);
	return points(samplesByStep(during, history.window), (step) =>
		mean(step, (sample) => gauge.amountOf(sample, replicaId)),
	);
}
