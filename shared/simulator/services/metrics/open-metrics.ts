import type { SimulatedReplica } from "../../endpoint.ts";
import type { LoadSample } from "../../load.ts";
import { elapsedMs } from "./traffic-graphs.ts";

const quantiles = [0.5, 0.9, 0.95, 0.99] as const;
const latencyWindowMs = 300_000;

/**
 * The OpenMetrics text of an endpoint in the form of the vendor's only published sample (which ends
 * without `# EOF`): latency in seconds over five minutes, request counters per running replica.
 */
export function openMetricsText(
	samples: readonly LoadSample[],
	running: readonly SimulatedReplica[],
	now: number,
): string {
	const recent = samples.filter(({ to }) => to > now - latencyWindowMs);
	const lines = [
		...latencyLines(recent),
		"# HELP http_requests HTTP requests by code and replicas",
		"# TYPE http_requests counter",
		...running.flatMap((replica) => requestLines(samples, replica, running.length)),
		"# HELP cpu_usage_percent CPU percent",
		"# TYPE cpu_usage_percent gauge",
		"# UNIT cpu_usage_percent percent",
		...running.map(
			({ id }) => `cpu_usage_percent{replica_id="${id}"} ${recent.at(-1)?.utilisation ?? 0}`,
		),
	];
	return `${lines.join("\n")}\n`;
}

function latencyLines(samples: readonly LoadSample[]): string[] {
	const served = samples.reduce((sum, sample) => sum + sample.served, 0);
	const sumSeconds = (served * elapsedMs(samples, 0.5)) / 1000;
	return [
		"# HELP latency_distribution Latency distribution",
		"# TYPE latency_distribution summary",
		...quantiles.map(
			(quantile) =>
				`latency_distribution{quantile="${quantile}"} ${elapsedMs(samples, quantile) / 1000}`,
		),
		`latency_distribution_count ${served}`,
		`latency_distribution_sum ${sumSeconds}`,
	];
}

/** Requests since the replica runs, shared evenly between the replicas that ran then. */
function requestLines(
	samples: readonly LoadSample[],
	{ id, startedAt }: SimulatedReplica,
	replicas: number,
): string[] {
	const own = samples.filter((sample) => sample.from >= (startedAt ?? 0));
	const share = (count: (sample: LoadSample) => number) =>
		Math.floor(own.reduce((sum, sample) => sum + count(sample) / Math.max(1, sample.running), 0));
	const failed = Math.floor(own.reduce((sum, sample) => sum + sample.failed, 0) / replicas);
	const counter = (code: string, count: number) =>
		`http_requests{replica_id="${id}",status_code="${code}"} ${count}`;
	const ok = counter(
		"200",
		share((sample) => sample.served),
	);
	return failed > 0 ? [ok, counter("503", failed)] : [ok];
}
