import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { EndpointMetrics, MetricPoint } from "../../../shared/domain/metrics.ts";
import { at } from "../fixture.ts";

export const from = at("10:00");
export const to = from + hourMs;

/** A point a minute of an hour. */
export function minutes(value: (minute: number) => number | null): MetricPoint[] {
	return Array.from({ length: 60 }, (_, n) => ({ at: from + n * minuteMs, value: value(n) }));
}

/** An hour in which an endpoint answered 30 requests a minute, on one replica that is half busy. */
export function metricsOf(parts: Partial<EndpointMetrics> = {}): EndpointMetrics {
	return {
		window: { from, to },
		stepMs: minuteMs,
		statuses: [{ group: "2xx", sum: 1_800, points: minutes(() => 30) }],
		latencies: [{ quantile: 0.95, points: minutes(() => 400) }],
		pending: minutes(() => 1),
		utilisation: [minutes(() => 50)],
		stages: [{ replicaId: "a", stage: "running", from, to }],
		...parts,
	};
}
