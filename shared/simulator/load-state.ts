import type { Instant } from "./endpoint.ts";

/** What an endpoint received and did in `[from, to)`, about one minute. Counts are integers. */
export type LoadSample = {
	from: Instant;
	to: Instant;
	/** Requests that reached the proxy. */
	arrivals: number;
	/** Answered 2xx. */
	served: number;
	/** Answered 503: nothing is running, or the queue is too long. */
	failed: number;
	/** Answered 400: the endpoint is paused. */
	rejected: number;
	/** Requests that wait at the end of the sample. */
	backlog: number;
	/** Requests being served, on average. */
	inFlight: number;
	/** Running replicas, on average. */
	running: number;
	/** Percent of the capacity of the running replicas, 0 to 100. */
	utilisation: number;
	/** Time a request takes on a free replica, and time it waited before, in milliseconds. */
	serviceMs: number;
	waitMs: number;
};

export type LoadState = {
	sampledAt: Instant;
	/** The fraction of a request that traffic has brought so far. */
	arrivalCarry: number;
	capacityCarry: number;
	backlog: number;
	/** Requests that came one by one through the data plane since the last sample. */
	direct: { arrivals: number; failed: number; rejected: number };
	/** Requests that waited when their endpoint was paused or put to sleep. */
	dropped: number;
	samples: LoadSample[];
};
