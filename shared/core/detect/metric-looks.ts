import type { AlertSettings } from "../../domain/alert-settings.ts";
import { hourMs, hourOf, type Instant, minuteMs, type Range } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { EndpointMetrics } from "../../domain/metrics.ts";
import type { Look, Subject } from "./alert-book.ts";
import { closedCosts, withCost } from "./day-sketch.ts";
import {
	checkedLatency,
	dayUtilisation,
	type EndpointSketch,
	type HourSketch,
	hoursOfDay,
	withHour,
} from "./endpoint-sketch.ts";
import { loadOf } from "./load-of.ts";
import { loadSettings } from "./load-rules.ts";
import { metricBins } from "./metric-bins.ts";
import type { MetricFinding } from "./metric-steps.ts";
import { takeTraffic } from "./replica-sketch.ts";
import { takeTrafficBin } from "./request-surge.ts";
import { type Rules, replicaBinMs, surgeSettingsOf, trafficBinMs } from "./rules.ts";
import { directionChanges, initialisingSince, replicasIn, scaleEvents } from "./scale-events.ts";
import type { TrafficBin } from "./traffic-sketch.ts";
import { type ReplicaBin, takeReplicas } from "./unexplained-replicas.ts";

export type MetricLooksInput = {
	readonly metrics: EndpointMetrics;
	readonly posture: Posture;
	readonly sketch: EndpointSketch;
	readonly rules: Rules;
	readonly settings: AlertSettings;
	readonly now: Instant;
};

export type MetricLooks = {
	readonly sketch: EndpointSketch;
	readonly looks: readonly Look[];
	readonly findings: readonly MetricFinding[];
};

/** The newest minute may still be coming in. */
export const settleMs = minuteMs;

/** Takes what the metrics tell, bin after bin, into the sketch, and looks at it with every rule. */
export function metricLooks(input: MetricLooksInput): MetricLooks {
	const binned = takeBins(input);
	const hourly = takeHours(input, binned.sketch);
	const load = lookAtLoad(input, hourly);
	const looks = [...binned.looks, ...lookAtScaling(input, load.sketch), ...load.looks];
	const findings = [...new Set([...binned.findings, ...load.findings])];
	return { sketch: load.sketch, looks, findings };
}

/** Replicas every five minutes, requests every ten: each in the order of its data. */
function takeBins(input: MetricLooksInput): MetricLooks {
	const { metrics, now, posture } = input;
	const until = Math.min(metrics.window.to, now) - settleMs;
	const from = Math.max(input.sketch.traffic.until, metrics.window.from);
	const range = { from, to: floorTo(until, trafficBinMs) };
	const { createdAt: endpointCreatedAt } = posture;
	const { bins, findings } = metricBins(metrics, { endpointCreatedAt, range, binMs: trafficBinMs });
	const looks: Look[] = [];
	let { sketch } = input;
	for (let to = from + replicaBinMs; to <= until; to += replicaBinMs) {
		const traffic = bins.find((bin) => bin.from + trafficBinMs === to);
		if (traffic !== undefined) sketch = takeRequests(input, { sketch, bin: traffic, looks });
		sketch = takeRunning(input, { sketch, to, looks });
	}
	return { sketch, looks, findings };
}

type Taking = { readonly sketch: EndpointSketch; readonly looks: Look[] };

function takeRequests(
	{ rules, settings, posture, metrics }: MetricLooksInput,
	{ sketch, bin, looks }: Taking & { readonly bin: TrafficBin },
): EndpointSketch {
	const input = { sketch: sketch.traffic, bin };
	const signal = rules.requestSurge.signal(input);
	const to = bin.from + trafficBinMs;
	looks.push({ rule: rules.requestSurge, subject: subjectOf(posture), at: to, signal });
	const taken = takeTrafficBin(input, signal, surgeSettingsOf(settings));
	const minutes = trafficBinMs / minuteMs;
	const replicaMinutes = replicasIn(metrics.stages, { from: bin.from, to }, "running") * minutes;
	const served = { endpointCreatedAt: bin.endpointCreatedAt, to, minutes, replicaMinutes };
	const replicas = takeTraffic(sketch.replicas, { ...served, requests: bin.requests });
	return { ...sketch, traffic: taken.sketch, replicas };
}

function takeRunning(
	{ rules, posture, metrics }: MetricLooksInput,
	{ sketch, to, looks }: Taking & { readonly to: Instant },
): EndpointSketch {
	const { observed, price, createdAt } = posture;
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes = null } = observed.scaling;
	const bin: ReplicaBin = {
		endpointCreatedAt: createdAt,
		to,
		minutes: replicaBinMs / minuteMs,
		replicas: replicasIn(metrics.stages, { from: to - replicaBinMs, to }, "running"),
		minReplica,
		maxReplica,
		priceMicroUsdPerHour: price.point,
	};
	const replicas = takeReplicas(sketch.replicas, bin);
	const look = { subject: subjectOf(posture), at: to };
	const unexplained = rules.unexplainedReplicas.signal({ sketch: replicas, bin });
	const awake = { sketch: replicas, bin, scaleToZeroTimeoutMinutes };
	looks.push({ ...look, rule: rules.unexplainedReplicas, signal: unexplained });
	looks.push({ ...look, rule: rules.lostScaleDown, signal: rules.lostScaleDown.signal(awake) });
	return { ...sketch, replicas };
}

/** Whole hours of the window are kept once each. */
function takeHours(
	{ metrics, now, settings, posture }: MetricLooksInput,
	before: EndpointSketch,
): EndpointSketch {
	const { window, stages } = metrics;
	const events = scaleEvents(stages, window);
	let sketch = before;
	const last = Math.min(window.to, now - settleMs);
	for (let hour = hourOf(window.from + hourMs - 1); hour + hourMs <= last; hour += hourMs) {
		if (sketch.hours.some((kept) => kept.hour === hour)) continue;
		const range = { from: hour, to: hour + hourMs };
		const inside = events.filter(({ at }) => range.from <= at && at < range.to);
		const { utilisationPercent, requests } = loadOf(metrics, range, settings);
		const coldStarts = inside.filter(({ kind }) => kind === "cold").length;
		const scaled = inside.length - coldStarts;
		const minutes = stageMinutes(stages, range);
		const counted = { scaleEvents: scaled, coldStarts, utilisationPercent };
		sketch = withHour(sketch, { hour, ...counted, ...minutes });
		if (requests === null) continue;
		const { startingMinutes, runningMinutes } = minutes;
		const microUsd = ((startingMinutes + runningMinutes) / 60) * posture.price.point;
		sketch = { ...sketch, days: withCost(sketch.days, hour, { microUsd, requests }) };
	}
	return sketch;
}

function lookAtScaling(input: MetricLooksInput, sketch: EndpointSketch): readonly Look[] {
	const { metrics, posture, rules, now } = input;
	const to = Math.min(metrics.window.to, now);
	const { price, observed } = posture;
	const recent = scaleEvents(metrics.stages, metrics.window).filter(({ at }) => at > to - hourMs);
	const hours = hoursOfDay(sketch, now);
	const ofDay = (count: (hour: HourSketch) => number) =>
		hours.reduce((sum, hour) => sum + count(hour), 0);
	const look = { subject: subjectOf(posture), at: to };
	const starts = rules.coldStarts.signal({
		coldStarts: recent.filter(({ kind }) => kind === "cold").length,
		initialisingMinutes: Math.round(
			stageMinutes(metrics.stages, { from: to - hourMs, to }).startingMinutes,
		),
		priceMicroUsdPerHour: price.point,
	});
	const open = stageMinutes(metrics.stages, { from: hourOf(to), to });
	const thrash = rules.autoscalingThrash.signal({
		eventsOfDay: ofDay((hour) => hour.scaleEvents),
		turnsOfHour: directionChanges(recent),
		minReplica: observed.scaling.minReplica,
		coldStartsOfDay: ofDay((hour) => hour.coldStarts),
		startingMinutes: ofDay((hour) => hour.startingMinutes) + open.startingMinutes,
		runningMinutes: ofDay((hour) => hour.runningMinutes) + open.runningMinutes,
		priceMicroUsdPerHour: price.point,
	});
	return [
		{ ...look, rule: rules.coldStarts, signal: starts },
		{ ...look, rule: rules.autoscalingThrash, signal: thrash },
		...lookAtWaste(input, { sketch, to }),
	];
}

/** Replica-minutes of a range in which something started, and ran. */
function stageMinutes(stages: EndpointMetrics["stages"], range: Range) {
	const minutesIn = (stage: "initializing" | "running") =>
		(replicasIn(stages, range, stage) * (range.to - range.from)) / minuteMs;
	return { startingMinutes: minutesIn("initializing"), runningMinutes: minutesIn("running") };
}

/** What is billed and serves nobody. */
function lookAtWaste(
	{ metrics, posture, rules }: MetricLooksInput,
	{ sketch, to }: { readonly sketch: EndpointSketch; readonly to: Instant },
): readonly Look[] {
	const { price, observed } = posture;
	const { idleMinutes, awakeMinutes } = sketch.replicas;
	const idleSince = to - Math.min(idleMinutes, awakeMinutes) * minuteMs;
	const look = { subject: subjectOf(posture), at: to };
	const priceMicroUsdPerHour = price.point;
	const stuck = rules.stuckInitialising.signal({
		now: to,
		initialisingSince: initialisingSince(metrics.stages, to),
		observed: true,
		billedReplicas: posture.replicasPoint,
		priceMicroUsdPerHour,
	});
	const idle = rules.idleBilled.signal({
		now: to,
		billedReplicas: observed.readyReplica,
		billedSince: idleSince,
		lastRequestAt: null,
		observedSince: idleSince,
		priceMicroUsdPerHour,
	});
	return [
		{ ...look, rule: rules.stuckInitialising, signal: stuck },
		{ ...look, rule: rules.idleBilled, signal: idle },
		{
			...look,
			rule: rules.costPerRequest,
			signal: rules.costPerRequest.signal({ costs: closedCosts(sketch.days, to) }),
		},
	];
}

function lookAtLoad(input: MetricLooksInput, sketch: EndpointSketch): MetricLooks {
	const { metrics, posture, rules, settings, now } = input;
	const to = floorTo(Math.min(metrics.window.to, now) - settleMs, metrics.stepMs);
	const load = loadOf(metrics, { from: to - trafficBinMs, to }, settings);
	const checked = checkedLatency(sketch, load.p95Ms);
	const value = (number: number | null) => ({ value: number });
	const enough = (load.requests ?? 0) >= loadSettings.errorRequests.value;
	const look = { subject: subjectOf(posture), at: to };
	const findings: readonly MetricFinding[] = checked.isOtherUnit ? ["another unit"] : [];
	const day = dayUtilisation(checked.sketch, now);
	const { queueDepth, latency, errorRate, lowUtilisation } = rules;
	return {
		sketch: checked.sketch,
		looks: [
			{ ...look, rule: queueDepth, signal: queueDepth.signal(value(load.pending)) },
			{ ...look, rule: latency, signal: latency.signal(value(checked.p95Ms)) },
			{
				...look,
				rule: errorRate,
				signal: errorRate.signal(value(enough ? load.errorRatio : null)),
			},
			{ ...look, rule: lowUtilisation, signal: lowUtilisation.signal(value(day)) },
		],
		findings: [...load.findings, ...findings],
	};
}

function subjectOf({ endpoint, createdAt }: Posture): Subject {
	return { name: endpoint, createdAt };
}

export function floorTo(at: Instant, stepMs: number): Instant {
	return Math.floor(at / stepMs) * stepMs;
}
