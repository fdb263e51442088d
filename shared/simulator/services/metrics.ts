import type { SimulatedAccount } from "../account.ts";
import { catalogPrices } from "../catalog/prices.ts";
import { hardwareKey, type SimulatedEndpoint, type StageRange } from "../endpoint.ts";
import { errorResponse } from "../http/error-response.ts";
import type { Route, SimulatedRequest, SimulatedResponse } from "../http/route.ts";
import { type MetricsWindow, metricsWindow, timeWindow } from "../management/metrics-window.ts";
import {
	replicaIds,
	replicaRunningGraph,
	replicaStatusGraph,
} from "../management/replica-metrics.ts";
import {
	cpuGraph,
	gpuGraph,
	gpuMemoryGraph,
	inferenceGraphs,
	memoryGraph,
	type RunningReplica,
	runningReplicas,
} from "./metrics/hardware-graphs.ts";
import { openMetricsText } from "./metrics/open-metrics.ts";
import { elapsedGraph, pendingGraph, statusCodeGraph } from "./metrics/traffic-graphs.ts";
import { type Step, stepsOf } from "./metrics/window.ts";

/** All that the graphs of one endpoint in one window are drawn from. */
type History = {
	name: string;
	window: MetricsWindow;
	steps: readonly Step[];
	ranges: StageRange[];
	running: readonly RunningReplica[];
	accelerator: string;
	devices: number;
	hasInferenceMetrics: boolean;
};

const endpointPattern = "/v2/endpoint/{namespace}/{name}";

/** All graphs at once, those of load and hardware alone, and the OpenMetrics text. */
export function metricsRoutes(account: SimulatedAccount): readonly Route[] {
	return [
		graphRoute(account, "", (history) => allGraphs(account, history)),
		...Object.entries(singleGraphs).map(([name, draw]) => graphRoute(account, `/${name}`, draw)),
		{
			method: "GET",
			pattern: `${endpointPattern}/open-metrics`,
			answer: (request) => openMetrics(account, request),
		},
	];
}

/** Whether an engine reports its queue and cache: those that speak vLLM's or SGLang's metrics. */
export function hasInferenceMetrics({ model }: Pick<SimulatedEndpoint, "model">): boolean {
	return ["vLLM", "vLLMOmni", "vLLMNeuron", "sGLang"].some((engine) => engine in model.image);
}

type Draw = (history: History) => unknown;

const noSeries = { series: [] };

const singleGraphs: Readonly<Record<string, Draw>> = {
	"response-status-code": (history) => statusCodeGraph(history, "statusCode"),
	"response-status-code-grouped": (history) => statusCodeGraph(history, "group"),
	"response-elapsed": elapsedGraph,
	"pending-request": pendingGraph,
	"hardware-cpu": (history) => ({
		...timeWindow(history.window),
		cpu: cpuGraph(history),
		ram: memoryGraph(history),
	}),
	"hardware-gpu": (history) => ({
		...timeWindow(history.window),
		gpu: gpuGraph(history),
		ram: gpuMemoryGraph(history),
	}),
	"inference/requests": (history) =>
		inferenceOf(history)?.requests ?? {
			...timeWindow(history.window),
			waiting: noSeries,
			running: noSeries,
		},
	"inference/ttft": (history) => inferenceOf(history)?.ttft ?? noSeries,
	"inference/itl": (history) => inferenceOf(history)?.itl ?? noSeries,
	"inference/kv-cache": (history) => inferenceOf(history)?.kvCache ?? noSeries,
	"inference/prefix-cache": (history) => inferenceOf(history)?.prefixCache ?? noSeries,
};

function allGraphs(account: SimulatedAccount, history: History) {
	return {
		...timeWindow(history.window),
		replicaIds: replicaIds(history.ranges),
		responseStatusCode: statusCodeGraph(history, "statusCode"),
		responseStatusCodeGrouped: statusCodeGraph(history, "group"),
		responseElapsed: elapsedGraph(history),
		pendingRequest: pendingGraph(history),
		replicasStatus: replicaStatusGraph(account, history),
		replicasRunning: replicaRunningGraph(account, history),
		hardwareCpu: cpuGraph(history),
		hardwareMem: memoryGraph(history),
		hardwareGpu: gpuGraph(history),
		hardwareGpuMem: gpuMemoryGraph(history),
		inference: inferenceOf(history),
	};
}

function inferenceOf(history: History) {
	return history.hasInferenceMetrics ? inferenceGraphs(history) : null;
}

function graphRoute(account: SimulatedAccount, suffix: string, draw: Draw): Route {
	return {
		method: "POST",
		pattern: `${endpointPattern}/metrics${suffix}`,
		answer: (request) => {
			const endpoint = account.find(request.params["name"] ?? "");
			if (!endpoint) return errorResponse(404, "Not Found");
			const window = metricsWindow(request.body);
			if (!window) return errorResponse(400, "start and stop must be RFC 3339 timestamps");
			return { status: 200, body: draw(historyOf(account, endpoint, window)) };
		},
	};
}

/** With `replicaId` in the request, only that replica is shown; traffic is of the endpoint. */
function historyOf(
	account: SimulatedAccount,
	endpoint: SimulatedEndpoint,
	window: MetricsWindow,
): History {
	const { from, to, replicaId } = window;
	const all = account.stageRanges(endpoint.name, from, to) ?? [];
	const ranges = all.filter((range) => replicaId === null || range.replicaId === replicaId);
	const steps = stepsOf(account.loadSamples(endpoint.name, from, to), window);
	return {
		name: endpoint.name,
		window,
		steps,
		ranges,
		running: runningReplicas(ranges, steps),
		accelerator: endpoint.hardware.accelerator,
		devices: devicesOf(endpoint),
		hasInferenceMetrics: hasInferenceMetrics(endpoint),
	};
}

function devicesOf({ hardware }: SimulatedEndpoint): number {
	const key = hardwareKey(hardware);
	return catalogPrices.find((price) => hardwareKey(price) === key)?.numAccelerators ?? 1;
}

function openMetrics(account: SimulatedAccount, { params }: SimulatedRequest): SimulatedResponse {
	const endpoint = account.find(params["name"] ?? "");
	if (!endpoint) return errorResponse(404, "Not Found");
	const now = account.now();
	const since = now - account.settings.rangeRetentionMs;
	const replicas = account.replicas(endpoint.name) ?? [];
	const running = replicas.filter(({ stage }) => stage === "running");
	const body = openMetricsText(account.loadSamples(endpoint.name, since, now), running, now);
	return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}
