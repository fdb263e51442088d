import { defaultAccounting } from "../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../shared/config/alerts-schema.ts";
import { followAlerts, type Look } from "../../shared/core/detect/alert-book.ts";
import {
	type EndpointSketch,
	newEndpointSketch,
} from "../../shared/core/detect/endpoint-sketch.ts";
import { metricLooks } from "../../shared/core/detect/metric-looks.ts";
import { rulesOf, trafficBinMs, watchEveryMs } from "../../shared/core/detect/rules.ts";
import { sketchOf, storedSketch } from "../../shared/core/detect/stored-sketch.ts";
import type { Alert } from "../../shared/domain/alert.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Posture } from "../../shared/domain/ledger.ts";
import type { EndpointMetrics } from "../../shared/domain/metrics.ts";
import { postureOf } from "../core/fixture.ts";
import type { BenchResult } from "./bench-result.ts";

const endpoints = 300;
const days = 14;
const mostSeconds = 60;
const mostBytes = 4_096;

/**
 * Every bin of 300 endpoints over 14 days through every rule: a look an hour takes six bins of traffic and twelve
 * of replicas, as a pass does that comes back to an endpoint after an hour. Time is the processor's own.
 */
export async function detectorsBench(): Promise<BenchResult> {
	const rules = rulesOf(defaultAlerts, defaultAccounting.bill);
	const start = Date.UTC(2026, 10, 2);
	let largest = 0;
	let fired = 0;
	const before = process.cpuUsage();
	for (let n = 0; n < endpoints; n += 1) {
		const posture = postureOf();
		let sketch = newEndpointSketch(posture, start, trafficBinMs);
		let alerts: readonly Alert[] = [];
		for (let now = start + hourMs; now <= start + days * 24 * hourMs; now += hourMs) {
			const seen = takeHour({ rules, posture, sketch, now, n });
			({ sketch } = seen);
			const followed = followAlerts(alerts, seen.looks);
			({ alerts } = followed);
			fired += followed.changes.filter(({ kind }) => kind === "fired").length;
		}
		const stored = storedSketch(sketch);
		largest = Math.max(largest, JSON.stringify(stored).length);
		if (sketchOf(stored).traffic.until !== sketch.traffic.until)
			throw new Error("a sketch changed");
	}
	const used = process.cpuUsage(before);
	const seconds = (used.user + used.system) / 1e6;
	const bins = endpoints * days * 24 * (hourMs / trafficBinMs);
	return {
		lines: [
			`${endpoints} endpoints × ${days} days, ${bins} bins of traffic, every rule: ${seconds.toFixed(1)} s (bar ${mostSeconds} s)`,
			`largest sketch as stored: ${largest} bytes (bar ${mostBytes}); alerts that began: ${fired}`,
			`a pass every ${watchEveryMs / minuteMs} min`,
		],
		isMet: seconds < mostSeconds && largest <= mostBytes,
	};
}

type Hour = {
	readonly rules: ReturnType<typeof rulesOf>;
	readonly posture: Posture;
	readonly sketch: EndpointSketch;
	readonly now: Instant;
	readonly n: number;
};

function takeHour({ rules, posture, sketch, now, n }: Hour): {
	sketch: EndpointSketch;
	looks: readonly Look[];
} {
	const metrics = metricsOf(now + minuteMs, n);
	return metricLooks({
		metrics,
		posture,
		sketch,
		rules,
		settings: defaultAlerts,
		now: now + minuteMs,
	});
}

/** A daily wave with a little that repeats nowhere, a point a minute. */
function metricsOf(now: Instant, n: number): EndpointMetrics {
	const window = { from: now - minuteMs - hourMs, to: now };
	const points = Array.from({ length: 61 }, (_, minute) => {
		const at = window.from + minute * minuteMs;
		const wave = 1 + Math.sin(((at / hourMs + n) * Math.PI) / 12);
		return { at, value: Math.round(60 * wave + (((at / minuteMs) * (n + 7)) % 13)) };
	});
	const sum = points.reduce((total, { value }) => total + value, 0);
	return {
		window,
		stepMs: minuteMs,
		statuses: [{ group: "2xx", sum, points }],
		latencies: [{ quantile: 0.95, points: points.map(({ at }) => ({ at, value: 420 })) }],
		pending: points.map(({ at }) => ({ at, value: 1 })),
		utilisation: [points.map(({ at }) => ({ at, value: 40 }))],
		stages: [{ replicaId: "a", stage: "running", ...window }],
	};
}
