import type { Range } from "../../domain/instant.ts";
import type { EndpointMetrics, MetricPoint } from "../../domain/metrics.ts";
import { countsOf, type MetricFinding, stepsOf } from "./metric-steps.ts";

export type LoadSettings = {
	/** What one unit of the account's response times is, in milliseconds. */
	readonly latencyUnitMs: number;
};

/** How an endpoint fares in a range of time. null: not known. */
export type Load = {
	readonly p95Ms: number | null;
	readonly pending: number | null;
	readonly utilisationPercent: number | null;
	/** 5xx ÷ all answers. */
	readonly errorRatio: number | null;
	readonly requests: number | null;
	readonly findings: readonly MetricFinding[];
};

/** Means of a range. What cannot be in the unit that is expected is not known, and that is a finding. */
export function loadOf(
	metrics: EndpointMetrics,
	range: Range,
	{ latencyUnitMs }: LoadSettings,
): Load {
	const latency = latencyOf(metrics, range, latencyUnitMs);
	const busy = utilisationOf(metrics, range);
	const { errors, requests } = answersIn(metrics, range);
	const findings = [...latency.findings, ...busy.findings];
	return {
		p95Ms: latency.value,
		pending: meanOf(valuesIn(metrics, metrics.pending, range)),
		utilisationPercent: busy.value,
		errorRatio: requests === null || errors === null || requests === 0 ? null : errors / requests,
		requests,
		findings: [...new Set(findings)],
	};
}

type Checked = { readonly value: number | null; readonly findings: readonly MetricFinding[] };

/** Below a millisecond no model answers, above a day no client waits: then it is another unit. */
const shortestMs = 1;
const longestMs = 86_400_000;
const wantedQuantile = 0.95;

function latencyOf(metrics: EndpointMetrics, range: Range, unitMs: number): Checked {
	const series = metrics.latencies.find(({ quantile }) => quantile === wantedQuantile);
	const mean = meanOf(valuesIn(metrics, series?.points ?? [], range));
	if (mean === null || mean === 0) return { value: null, findings: [] };
	const ms = mean * unitMs;
	if (ms < shortestMs || ms > longestMs) return { value: null, findings: ["another unit"] };
	return { value: ms, findings: [] };
}

const wholePercent = 100;

/** Percent. Nothing above 1 all along is a share rather than a processor that does nothing. */
function utilisationOf(metrics: EndpointMetrics, range: Range): Checked {
	const values = metrics.utilisation.flatMap((points) => valuesIn(metrics, points, range));
	const most = Math.max(0, ...values);
	if (most > wholePercent || (most > 0 && most <= 1)) {
		return { value: null, findings: ["another unit"] };
	}
	return { value: meanOf(values), findings: [] };
}

function answersIn(metrics: EndpointMetrics, range: Range) {
	const counts = metrics.statuses.map((series) => ({
		isError: series.group === "5xx",
		count: sumIn(countsOf(series, metrics.window, metrics.stepMs).values, range),
	}));
	if (counts.length === 0 || counts.some(({ count }) => count === null)) {
		return { errors: null, requests: null };
	}
	const sum = (of: typeof counts) => of.reduce((total, { count }) => total + (count ?? 0), 0);
	return { errors: sum(counts.filter(({ isError }) => isError)), requests: sum(counts) };
}

function sumIn(values: ReadonlyMap<number, number | null>, { from, to }: Range): number | null {
	const inside = [...values].filter(([at]) => from <= at && at < to).map(([, value]) => value);
	if (inside.length === 0 || inside.includes(null)) return null;
	return inside.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function valuesIn(
	{ window, stepMs }: EndpointMetrics,
	points: readonly MetricPoint[],
	{ from, to }: Range,
): readonly number[] {
	const near = points.filter(({ at }) => from <= at && at < to + stepMs);
	const { values } = stepsOf(near, window, stepMs);
	return [...values].flatMap(([at, value]) =>
		value !== null && from <= at && at < to ? [value] : [],
	);
}

function meanOf(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
