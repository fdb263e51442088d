import type { Instant, Range } from "../../domain/instant.ts";
import type { EndpointMetrics } from "../../domain/metrics.ts";
import { countsOf, type MetricFinding, type Steps } from "./metric-steps.ts";
import type { TrafficBin } from "./traffic-sketch.ts";

export type MetricBins = {
	readonly bins: readonly TrafficBin[];
	readonly findings: readonly MetricFinding[];
};

export type BinRange = {
	readonly endpointCreatedAt: Instant;
	readonly range: Range;
	readonly binMs: number;
};

/** Requests in bins from the metrics of one endpoint. A bin of which a part is not known is not known. */
export function metricBins(metrics: EndpointMetrics, of: BinRange): MetricBins {
	const { window, stepMs, statuses } = metrics;
	const { range, binMs, endpointCreatedAt } = of;
	const fits = binMs % stepMs === 0 && (range.from - window.from) % stepMs === 0;
	const series = fits ? statuses.map((each) => countsOf(each, window, stepMs)) : [];
	const bins: TrafficBin[] = [];
	for (let from = range.from; from + binMs <= range.to; from += binMs) {
		const requests = requestsIn(series, { from, to: from + binMs }, stepMs);
		bins.push({ endpointCreatedAt, from, requests });
	}
	return { bins, findings: findingsOf(series, fits) };
}

/** Requests of all status groups in a range of whole steps; null where a step is not known. */
function requestsIn(series: readonly Steps[], range: Range, stepMs: number): number | null {
	if (series.length === 0) return null;
	let sum = 0;
	for (const { values } of series) {
		for (let at = range.from; at < range.to; at += stepMs) {
			const value = values.get(at);
			if (value === undefined || value === null) return null;
			sum += value;
		}
	}
	return sum;
}

function findingsOf(series: readonly Steps[], fits: boolean): readonly MetricFinding[] {
	if (!fits) return ["steps do not fit"];
	if (series.length === 0) return ["nothing told"];
	return [...new Set(series.flatMap(({ findings }) => findings))];
}
