import { change, liveReplicas, stateOf } from "./lifecycle.ts";
import { takeSample } from "./load.ts";
import type { LoadSample } from "./load-state.ts";
import { autoscalerCause, type EndpointRecord, systemCause, type World } from "./world.ts";

const minuteMs = 60_000;
/** Scaling down is looked at in every second evaluation (documented: every 2 minutes). */
const evaluationsPerScaleDown = 2;

/**
 * The evaluation of one endpoint, once a minute: measures the load, wakes it, puts it to sleep, or
 * moves the target by one replica. Up every minute, down every two, with a pause between two downs.
 */
export function evaluate(world: World, endpoint: EndpointRecord): void {
	const sample = takeSample(world, endpoint);
	endpoint.evaluations += 1;
	world.queue.add(world.now + minuteMs, { kind: "evaluate", endpoint });
	if (endpoint.isPaused || endpoint.failure !== null) return;
	if (sample.arrivals > 0) noteUse(world, endpoint);
	if (endpoint.isAsleep) {
		if (sample.arrivals > 0) wake(world, endpoint);
		return;
	}
	if (endpoint.next !== null) return;
	if (mayFallAsleep(world, endpoint)) fallAsleep(world, endpoint);
	else scale(world, endpoint, sample);
}

/** A request reached an endpoint that sleeps. It starts as many replicas as its minimum, or one. */
export function wake(world: World, endpoint: EndpointRecord): void {
	change(world, endpoint, { ...systemCause, kind: "woken" }, () => {
		endpoint.isAsleep = false;
		endpoint.target = 1;
		noteUse(world, endpoint);
	});
}

export function noteUse(world: World, endpoint: EndpointRecord): void {
	endpoint.lastUsedAt = world.now;
	endpoint.idleSince = world.now;
}

function mayFallAsleep(world: World, endpoint: EndpointRecord): boolean {
	const { minReplica, scaleToZeroTimeout } = endpoint.scaling;
	if (minReplica > 0 || scaleToZeroTimeout === null) return false;
	if (stateOf(endpoint) !== "running" || endpoint.load.backlog > 0) return false;
	return world.now - endpoint.idleSince >= scaleToZeroTimeout * minuteMs;
}

function fallAsleep(world: World, endpoint: EndpointRecord): void {
	change(world, endpoint, { ...autoscalerCause, kind: "scaledToZero" }, () => {
		endpoint.isAsleep = true;
	});
}

function scale(world: World, endpoint: EndpointRecord, sample: LoadSample): void {
	const { signal, threshold } = signalOf(world, endpoint, sample);
	if (signal > threshold) {
		if (endpoint.target < endpoint.scaling.maxReplica) moveTarget(world, endpoint, 1);
		return;
	}
	if (mayScaleDown(world, endpoint, signal / threshold)) {
		endpoint.lastScaleDownAt = world.now;
		moveTarget(world, endpoint, -1);
	}
}

/** Whether one replica less would still leave the load well below the threshold. */
function mayScaleDown(world: World, endpoint: EndpointRecord, share: number): boolean {
	const { settings, now } = world;
	if (endpoint.evaluations % evaluationsPerScaleDown !== 0) return false;
	if (endpoint.target <= Math.max(1, endpoint.scaling.minReplica)) return false;
	if (now - endpoint.lastScaleDownAt < settings.scaleDownStabilisationMs) return false;
	const projected = (share * endpoint.target) / (endpoint.target - 1);
	return projected < settings.scaleDownShare;
}

function moveTarget(world: World, endpoint: EndpointRecord, by: 1 | -1): void {
	change(world, endpoint, { ...autoscalerCause, kind: "scaled" }, () => {
		endpoint.target += by;
	});
}

type Signal = { signal: number; threshold: number };

/** The measured value and its threshold: percent of the hardware, or waiting requests per replica. */
function signalOf(world: World, endpoint: EndpointRecord, sample: LoadSample): Signal {
	const { settings } = world;
	const { measure } = endpoint.scaling;
	const ordered = Math.max(1, liveReplicas(endpoint).length);
	const counted = settings.averagesOverStarting ? ordered : Math.max(1, Math.round(sample.running));
	if (measure !== null && "pendingRequests" in measure) {
		const threshold = measure.pendingRequests ?? settings.pendingRequestsDefault;
		return { signal: (sample.inFlight + sample.backlog) / counted, threshold };
	}
	const usage = measure?.hardwareUsage ?? settings.hardwareUsageDefault;
	return { signal: (sample.utilisation * sample.running) / counted, threshold: usage };
}
