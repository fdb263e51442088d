import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { SimulatedEndpoint } from "../../../shared/simulator/endpoint.ts";
import { errorResponse } from "../../../shared/simulator/http/error-response.ts";
import type { Route } from "../../../shared/simulator/http/route.ts";
import {
	type MetricsWindow,
	metricsWindow,
	timeWindow,
} from "../../../shared/simulator/management/metrics-window.ts";
import { replicaStatusGraph } from "../../../shared/simulator/management/replica-metrics.ts";
import {
	cpuGraph,
	gpuGraph,
	runningReplicas,
} from "../../../shared/simulator/services/metrics/hardware-graphs.ts";
import {
	elapsedGraph,
	pendingGraph,
	statusCodeGraph,
} from "../../../shared/simulator/services/metrics/traffic-graphs.ts";
import { stepsOf } from "../../../shared/simulator/services/metrics/window.ts";

/**
 * The account's metrics without the graphs that the guard does not read, and with one device a replica: weeks of
 * minutes would mostly draw, write and parse the others.
 */
export function graphsThatAreRead(account: SimulatedAccount): Route {
	return {
		method: "POST",
		pattern: "/v2/endpoint/{namespace}/{name}/metrics",
		answer: ({ params, body }) => {
			const endpoint = account.find(params["name"] ?? "");
			const window = metricsWindow(body);
			if (endpoint === null || window === null) return errorResponse(404, "Not Found");
			return { status: 200, body: graphs(account, endpoint, window) };
		},
	};
}

function graphs(account: SimulatedAccount, endpoint: SimulatedEndpoint, window: MetricsWindow) {
	const { name, hardware } = endpoint;
	const ranges = account.stageRanges(name, window.from, window.to) ?? [];
	const steps = stepsOf(account.loadSamples(name, window.from, window.to), window);
	const { accelerator } = hardware;
	const running = runningReplicas(ranges, steps);
	const history = { name, window, steps, ranges, running, accelerator, devices: 1 };
	return {
		...timeWindow(window),
		responseStatusCode: { series: [] },
		responseStatusCodeGrouped: statusCodeGraph(history, "group"),
		responseElapsed: elapsedGraph(history),
		pendingRequest: pendingGraph(history),
		replicasStatus: replicaStatusGraph(account, history),
		hardwareCpu: accelerator === "gpu" ? { series: [] } : cpuGraph(history),
		hardwareGpu: gpuGraph(history),
	};
}
