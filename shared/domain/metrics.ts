import type { StageRange } from "./endpoint.ts";
import type { Instant, Range } from "./instant.ts";

/** One point of a series: the amount in `[at, at + stepMs)`. NaN is a value that is not a number. */
export type MetricPoint = { readonly at: Instant; readonly value: number | null };

/** Answers of one status group (`2xx`). `sum` is the whole window's, as the account itself counts. */
export type StatusSeries = {
	readonly group: string;
	readonly sum: number | null;
	readonly points: readonly MetricPoint[];
};

/** Response times at one quantile. Their unit is documented nowhere. */
export type LatencySeries = { readonly quantile: number; readonly points: readonly MetricPoint[] };

/** What the account's own metrics say of one endpoint in a window, points in the order they came. */
export type EndpointMetrics = {
	readonly window: Range;
	readonly stepMs: number;
	readonly statuses: readonly StatusSeries[];
	readonly latencies: readonly LatencySeries[];
	/** Requests without an answer yet: in flight and queued. */
	readonly pending: readonly MetricPoint[];
	/** Percent of the processor that does the work, one list per replica and device. */
	readonly utilisation: readonly (readonly MetricPoint[])[];
	readonly stages: readonly StageRange[];
};

/** A person's or a token's change of an endpoint, from the account's own log. */
export type ConfigurationChange = {
	readonly endpoint: string;
	readonly at: Instant;
	readonly by: string | null;
	/** For example `maxReplica 4 → 40`. */
	readonly what: string;
};
