import type * as z from "zod";
import type { StageRange } from "../../domain/endpoint.ts";
import type { Range } from "../../domain/instant.ts";
import type { EndpointMetrics, LatencySeries, StatusSeries } from "../../domain/metrics.ts";
import type { MetricsReader } from "../../ports/metrics-reader.ts";
import { type HttpClient, pathOf } from "./http-client.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";
import { pointReader, type ReadPoints } from "./metric-points.ts";
import {
	type AllGraphs,
	allGraphsSchema,
	elapsedSeriesSchema,
	plainSeriesSchema,
	stageSeriesSchema,
	statusSeriesSchema,
} from "./metrics-schemas.ts";
import { stageRangeSchema } from "./schemas.ts";

export type MetricsReaderOptions = { readonly client: HttpClient; readonly namespace: string };

/** Reads the management metrics of one namespace: one call per endpoint, whatever is asked of it. */
export function createMetricsReader(options: MetricsReaderOptions): MetricsReader {
	return { readMetrics: (endpoint, window) => readMetrics(endpoint, window, options) };
}

async function readMetrics(
	endpoint: string,
	window: Range,
	{ client, namespace }: MetricsReaderOptions,
): Promise<EndpointMetrics> {
	const path = `${pathOf("v2", "endpoint", namespace, endpoint)}/metrics`;
	const body = { start: rfc3339(window.from), stop: rfc3339(window.to) };
	const answer = allGraphsSchema.safeParse(await client.read({ method: "POST", path, body }));
	if (answer.success) return metricsOf(answer.data);
	const event = "answered 200 with something else than documented";
	const code = "malformed";
	const identity = { method: "POST", route: path };
	throw new HuggingFaceError({ ...identity, code, retryable: false, event, status: 200 });
}

function metricsOf(graphs: AllGraphs): EndpointMetrics {
	const pointsOf = pointReader();
	const grouped = statusesOf(graphs.responseStatusCodeGrouped.series, pointsOf);
	const single = graphs.responseStatusCode.series;
	const elapsed = readable(elapsedSeriesSchema, graphs.responseElapsed.series);
	const pending = readable(plainSeriesSchema, graphs.pendingRequest.series);
	const gpu = readable(plainSeriesSchema, graphs.hardwareGpu.series);
	const cpu = readable(plainSeriesSchema, graphs.hardwareCpu.series);
	return {
		window: { from: graphs.start, to: graphs.stop },
		stepMs: graphs.timeWindowSeconds * 1_000,
		statuses: grouped.length > 0 ? grouped : statusesOf(single, pointsOf),
		latencies: elapsed.flatMap((series) => latencyOf(series, pointsOf)),
		pending: pending.flatMap(({ data }) => pointsOf(data)),
		utilisation: (gpu.length > 0 ? gpu : cpu).map(({ data }) => pointsOf(data)),
		stages: readable(stageSeriesSchema, graphs.replicasStatus.series).flatMap(stagesOf),
	};
}

function statusesOf(series: readonly unknown[], pointsOf: ReadPoints): readonly StatusSeries[] {
	return readable(statusSeriesSchema, series).map(({ statusCode, sum, data }) => ({
		group: `${statusCode.slice(0, 1)}xx`,
		sum,
		points: pointsOf(data),
	}));
}

/** `p95`, `95`, `0.95` and `median` all occur; the spelling is documented nowhere. */
function latencyOf(
	{ percentile, data }: z.output<typeof elapsedSeriesSchema>,
	pointsOf: ReadPoints,
): LatencySeries[] {
	const number = /median/i.test(percentile)
		? 50
		: Number(/\d+(?:\.\d+)?/.exec(percentile)?.[0] ?? Number.NaN);
	if (Number.isNaN(number)) return [];
	return [{ quantile: number <= 1 ? number : number / 100, points: pointsOf(data) }];
}

function stagesOf({ stage, data }: z.output<typeof stageSeriesSchema>): readonly StageRange[] {
	return readable(stageRangeSchema, data)
		.map(({ x: from, x2: to, y: replicaId }) => ({ from, to, replicaId, stage }))
		.filter(({ from, to }) => from < to);
}

function readable<Schema extends z.ZodType>(
	schema: Schema,
	items: readonly unknown[],
): z.output<Schema>[] {
	return items.flatMap((item) => {
		const parsed = schema.safeParse(item);
		return parsed.success ? [parsed.data] : [];
	});
}

function rfc3339(instant: number): string {
	return new Date(instant).toISOString();
}
