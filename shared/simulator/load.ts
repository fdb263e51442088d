import type { Instant } from "./endpoint.ts";
import type { LoadSample, LoadState } from "./load-state.ts";
import type { EndpointRecord, ReplicaRecord, World } from "./world.ts";

export type { LoadSample } from "./load-state.ts";

export function emptyLoad(sampledAt: Instant): LoadState {
	const direct = { arrivals: 0, failed: 0, rejected: 0 };
	return {
		sampledAt,
		arrivalCarry: 0,
		capacityCarry: 0,
		backlog: 0,
		direct,
		dropped: 0,
		samples: [],
	};
}

/** The endpoint goes down: whoever waits gets an error. */
export function dropBacklog({ load }: EndpointRecord): void {
	load.dropped += load.backlog;
	load.backlog = 0;
}

/** Closes the sample that ends now: a queue whose servers are the replicas that ran during it. */
export function takeSample(world: World, endpoint: EndpointRecord): LoadSample {
	const { load } = endpoint;
	const from = load.sampledAt;
	const to = world.now;
	const runningMs = runningMilliseconds(endpoint, from, to);
	const fromTraffic = takeArrivals(endpoint, from, to);
	const { direct } = load;
	const sample = {
		...queueing(world, endpoint, { arrivals: fromTraffic, runningMs, from, to }),
		from,
		to,
		arrivals: fromTraffic + direct.arrivals + direct.failed + direct.rejected,
		running: to > from ? runningMs / (to - from) : 0,
	};
	sample.failed += direct.failed + load.dropped;
	sample.rejected += direct.rejected;
	load.direct = { arrivals: 0, failed: 0, rejected: 0 };
	load.dropped = 0;
	load.sampledAt = to;
	load.samples.push(sample);
	return sample;
}

type Demand = { arrivals: number; runningMs: number; from: Instant; to: Instant };
type Queueing = Omit<LoadSample, "from" | "to" | "arrivals" | "running">;

function queueing(world: World, endpoint: EndpointRecord, demand: Demand): Queueing {
	const { load, requestsPerSecondPerReplica: rate } = endpoint;
	const waiting = load.backlog + demand.arrivals + load.direct.arrivals;
	const capacity = (demand.runningMs / 1000) * rate + load.capacityCarry;
	const served = Math.min(waiting, Math.floor(capacity));
	const running = runningNow(endpoint);
	const room = Math.floor(running * rate * world.settings.queueSeconds);
	const rest = waiting - served;
	load.backlog = Math.min(rest, room);
	load.capacityCarry = rest > 0 && demand.runningMs > 0 ? capacity - Math.floor(capacity) : 0;
	const lost = rest - load.backlog;
	const utilisation = capacity > 0 ? Math.min(100, (100 * served) / capacity) : 0;
	const lengthMs = Math.max(1, demand.to - demand.from);
	return {
		served,
		failed: endpoint.isPaused ? 0 : lost,
		rejected: endpoint.isPaused ? lost : 0,
		backlog: load.backlog,
		inFlight: (utilisation / 100) * (demand.runningMs / lengthMs),
		utilisation,
		serviceMs: 1000 / rate,
		waitMs: running > 0 ? (1000 * load.backlog) / (running * rate) : 0,
	};
}

/** Whole requests; the remaining fraction is carried into the next sample. */
function takeArrivals(endpoint: EndpointRecord, from: Instant, to: Instant): number {
	const { load } = endpoint;
	const middle = Math.floor((from + to) / 2);
	const expected = (endpoint.traffic(middle) * (to - from)) / 1000 + load.arrivalCarry;
	const arrivals = Math.floor(expected);
	load.arrivalCarry = expected - arrivals;
	return arrivals;
}

function runningNow(endpoint: EndpointRecord): number {
	let count = 0;
	for (const replica of endpoint.replicas) if (replica.stage === "running") count += 1;
	return count;
}

function runningMilliseconds(endpoint: EndpointRecord, from: Instant, to: Instant): number {
	let total = 0;
	for (const replica of endpoint.replicas) total += runningOverlap(replica, from, to);
	for (let index = endpoint.gone.length - 1; index >= 0; index -= 1) {
		const replica = endpoint.gone[index];
		if (replica === undefined || (replica.stoppedAt ?? 0) <= from) break;
		total += runningOverlap(replica, from, to);
	}
	return total;
}

function runningOverlap(replica: ReplicaRecord, from: Instant, to: Instant): number {
	const range = replica.stages.find((each) => each.stage === "running");
	if (range === undefined) return 0;
	return Math.max(0, Math.min(range.to ?? to, to) - Math.max(range.from, from));
}
