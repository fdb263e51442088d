import type { LoadSample } from "../../load.ts";
import { type MetricsWindow, timeWindow } from "../../management/metrics-window.ts";
import { type DataPoint, mean, points, rounded, type Step, stepsWith, total } from "./window.ts";

/** What the graphs are drawn from. */
export type TrafficHistory = {
	window: MetricsWindow;
	steps: readonly Step[];
};

/** How much longer than the typical request the slower ones take: shares of service and wait. */
const percentiles = [
	{ percentile: "p50", quantile: 0.5, service: 1, wait: 1 },
	{ percentile: "p90", quantile: 0.9, service: 1.6, wait: 1.3 },
	{ percentile: "p95", quantile: 0.95, service: 2, wait: 1.5 },
	{ percentile: "p99", quantile: 0.99, service: 3.2, wait: 1.8 },
] as const;

const statusCodes = [
	{ statusCode: "200", group: "2xx", count: (sample: LoadSample) => sample.served },
	{ statusCode: "400", group: "4xx", count: (sample: LoadSample) => sample.rejected },
	{ statusCode: "503", group: "5xx", count: (sample: LoadSample) => sample.failed },
] as const;

/** Answers by status code, or by its first digit; a code without any answer has no series. */
export function statusCodeGraph(history: TrafficHistory, label: "statusCode" | "group") {
	const series = statusCodes.map((code) => {
		const data = points(history.steps, (samples) => total(samples, code.count));
		return { statusCode: code[label], sum: sumOf(data), data };
	});
	const seen = series.filter(({ sum }, index) => index === 0 || sum > 0);
	return { ...timeWindow(history.window), series: seen };
}

/** Response times in milliseconds by percentile, over the steps in which something was served. */
export function elapsedGraph({ window, steps }: TrafficHistory) {
	const busy = stepsWith(steps, ({ served }) => served > 0);
	const inWindow = busy.flatMap(({ samples }) => samples);
	const series = percentiles.map(({ percentile, quantile }) => ({
		percentile,
		summary: inWindow.length === 0 ? null : elapsedMs(inWindow, quantile),
		data: points(busy, (step) => elapsedMs(step, quantile)),
	}));
	return { ...timeWindow(window), series };
}

/** The response time in milliseconds below which the given share of requests stayed. */
export function elapsedMs(samples: readonly LoadSample[], quantile: number): number {
	const shares = percentiles.find((each) => each.quantile === quantile) ?? percentiles[0];
	const weighted = total(
		samples,
		({ served, serviceMs, waitMs }) => served * (shares.service * serviceMs + shares.wait * waitMs),
	);
	const served = total(samples, (sample) => sample.served);
	return served === 0 ? 0 : rounded(weighted / served);
}

/** Requests without an answer yet: those being served and those that wait. */
export function pendingGraph({ window, steps }: TrafficHistory) {
	const data = points(steps, (step) => mean(step, ({ inFlight, backlog }) => inFlight + backlog));
	return { ...timeWindow(window), series: [{ status: "pending", data }] };
}

function sumOf(data: readonly DataPoint[]): number {
	return data.reduce((sum, { y }) => sum + y, 0);
}
