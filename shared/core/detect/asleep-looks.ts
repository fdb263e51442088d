import type { Instant } from "../../domain/instant.ts";
import { hourMs, hourOf } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { Look } from "./alert-book.ts";
import { type EndpointSketch, withHour } from "./endpoint-sketch.ts";
import { subjectOf } from "./inventory-looks.ts";
import { floorTo, settleMs } from "./metric-looks.ts";
import { takeTraffic } from "./replica-sketch.ts";
import { type Rules, trafficBinMs } from "./rules.ts";
import { takeBin } from "./traffic-sketch.ts";

/** Endpoints of these states run nothing and are asked nothing. */
const asleepStates: ReadonlySet<string> = new Set(["paused", "scaledToZero"]);

export function isAsleep({ observed }: Posture): boolean {
	return asleepStates.has(observed.state);
}

/**
 * What runs nothing cannot be busy, slow, stuck or idle: whatever was is over. It can have been started and
 * stopped all the time until now: that is over when it has slept for an hour.
 */
export function asleepLooks(posture: Posture, rules: Rules, now: Instant): readonly Look[] {
	const over = [
		rules.requestSurge,
		rules.unexplainedReplicas,
		rules.lostScaleDown,
		rules.stuckInitialising,
		rules.idleBilled,
		rules.queueDepth,
		rules.latency,
		rules.errorRate,
	];
	const isLong = now - posture.since >= hourMs;
	const restless = isLong ? [rules.coldStarts, rules.autoscalingThrash] : [];
	const nothing = {
		value: 0,
		enterAbove: 1,
		exitBelow: 1,
		severity: "info",
		evidence: {},
	} as const;
	// A bin of ten minutes is one look at requests, however many passes fall into it.
	const bin = floorTo(now - settleMs, trafficBinMs);
	return [...over, ...restless].map((rule) => ({
		rule,
		subject: subjectOf(posture),
		at: rule === rules.requestSurge ? bin : now,
		signal: nothing,
	}));
}

const nothingIn = {
	scaleEvents: 0,
	coldStarts: 0,
	utilisationPercent: null,
	startingMinutes: 0,
	runningMinutes: 0,
};

/**
 * A sleeping endpoint got no requests since it fell asleep: that is known, not missing. A paused one refuses
 * them, and nothing is known of what was wanted of it.
 */
export function sleptThrough(sketch: EndpointSketch, posture: Posture, now: Instant) {
	if (posture.observed.state !== "scaledToZero") return sketch;
	const to = floorTo(now - settleMs, trafficBinMs);
	const minutes = trafficBinMs / 60_000;
	let slept = sketch;
	const first = Math.max(sketch.traffic.until, floorTo(posture.since, trafficBinMs));
	for (let from = first; from < to; from += trafficBinMs) {
		const { createdAt: endpointCreatedAt } = posture;
		const traffic = takeBin(slept.traffic, { endpointCreatedAt, from, requests: 0 }).sketch;
		const end = from + trafficBinMs;
		const bin = { endpointCreatedAt, to: end, minutes, requests: 0, replicaMinutes: 0 };
		slept = { ...slept, traffic, replicas: takeTraffic(slept.replicas, bin) };
		if (end % hourMs !== 0) continue;
		slept = withHour(slept, { ...nothingIn, hour: hourOf(from) });
	}
	return { ...slept, replicas: { ...slept.replicas, awakeMinutes: 0, idleMinutes: 0 } };
}
