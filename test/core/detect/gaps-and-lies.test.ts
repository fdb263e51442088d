import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../../shared/config/alerts-schema.ts";
import { type AlertChange, followAlerts } from "../../../shared/core/detect/alert-book.ts";
import {
	type EndpointSketch,
	newEndpointSketch,
} from "../../../shared/core/detect/endpoint-sketch.ts";
import { metricLooks } from "../../../shared/core/detect/metric-looks.ts";
import { rulesOf } from "../../../shared/core/detect/rules.ts";
import { sketchOf, storedSketch } from "../../../shared/core/detect/stored-sketch.ts";
import { takeBin } from "../../../shared/core/detect/traffic-sketch.ts";
import type { Alert } from "../../../shared/domain/alert.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { EndpointMetrics, MetricPoint } from "../../../shared/domain/metrics.ts";
import { endpointOf, postureOf } from "../fixture.ts";
import { from, metricsOf, minutes, to } from "./metric-sample.ts";

const rules = rulesOf(defaultAlerts, defaultAccounting.bill);
const binMs = 10 * minuteMs;
const posture = postureOf({ observed: endpointOf({ readyReplica: 1, targetReplica: 1 }) });
const now = to + minuteMs;

/** Eight days of 300 requests in ten minutes, up to where the metrics begin. */
function learned(): EndpointSketch {
	const { endpoint, createdAt } = posture;
	const start = from - 8 * 24 * hourMs;
	const sketch = newEndpointSketch({ endpoint, createdAt }, start, binMs);
	let { traffic } = sketch;
	for (let at = start; at < from; at += binMs) {
		traffic = takeBin(traffic, { endpointCreatedAt: createdAt, from: at, requests: 300 }).sketch;
	}
	return { ...sketch, traffic, usualP95Ms: 400 };
}

const known = learned();

function look(
	metrics: EndpointMetrics,
	before = { sketch: known, alerts: [] as readonly Alert[] },
) {
	const { sketch } = before;
	const settings = defaultAlerts;
	const seen = metricLooks({
		metrics,
		posture,
		sketch,
		rules,
		settings,
		now: metrics.window.to + minuteMs,
	});
	const { alerts, changes } = followAlerts(before.alerts, seen.looks);
	return { ...seen, alerts, fired: changes.filter(isTold) };
}

function isTold({ kind, alert }: AlertChange): boolean {
	return kind === "fired" && alert.severity !== "info";
}

const surging = (n: number) => (n >= 30 ? 600 : 30);
const surge = minutes(surging);
const surgeSum = surge.reduce((sum, { value }) => sum + (value ?? 0), 0);

function answers(points: readonly MetricPoint[], sum: number | null): EndpointMetrics {
	return metricsOf({ statuses: [{ group: "2xx", sum, points }] });
}

test("twenty times the usual, told plainly, is one alert", () => {
	const { fired } = look(answers(surge, surgeSum));
	expect(fired.map(({ alert }) => alert.rule)).toEqual(["request-surge"]);
	expect(fired[0]?.alert.evidence).toMatchObject({ requests: 6_000 });
});

const nothing = minutes(() => null);
const lies: readonly (readonly [string, EndpointMetrics])[] = [
	["missing", answers([], null)],
	["null", answers(nothing, null)],
	[
		"NaN",
		answers(
			minutes((n) => (n >= 30 ? Number.NaN : 30)),
			surgeSum,
		),
	],
	["of another sum", answers(surge, 1_800)],
	[
		"a rate",
		answers(
			minutes((n) => surging(n) / 60),
			surgeSum,
		),
	],
	["contradicted", answers([...surge, ...minutes(() => 30)], surgeSum)],
	[
		"late, of an hour that was taken",
		{ ...answers(surge, surgeSum), window: { from: from - hourMs, to: from } },
	],
	["without any graph", metricsOf({ statuses: [], latencies: [], pending: [], utilisation: [] })],
	["in seconds", metricsOf({ latencies: [{ quantile: 0.95, points: minutes(() => 0.4) }] })],
	[
		"a thousand times too slow",
		metricsOf({ latencies: [{ quantile: 0.95, points: minutes(() => 400_000) }] }),
	],
	["shares for percent", metricsOf({ utilisation: [minutes(() => 0.04)] })],
];

test.each(lies)(
	"numbers that are %s raise no alarm, and plain ones after them are believed",
	(_words, lie) => {
		const lied = look(lie);
		expect(lied.fired).toEqual([]);
		const later = answers(
			surge.map(({ at, value }) => ({ at: at + hourMs, value })),
			surgeSum,
		);
		const stages = [{ replicaId: "a", stage: "running", from, to: to + hourMs }];
		const window = { from: from + hourMs, to: to + hourMs };
		const after = look({ ...later, stages, window }, lied);
		expect(after.fired.map(({ alert }) => alert.rule)).toEqual(["request-surge"]);
	},
);

test.each(lies.slice(2, 6))("numbers that are %s are a finding", (_words, lie) => {
	expect(look(lie).findings.length).toBeGreaterThan(0);
});

test("the same hour told again changes nothing: no second alert, no other sketch", () => {
	const first = look(answers(surge, surgeSum));
	const again = look(answers(surge, surgeSum), first);
	expect(again.fired).toEqual([]);
	expect(storedSketch(again.sketch).traffic).toEqual(storedSketch(first.sketch).traffic);
	expect(again.alerts).toEqual(first.alerts);
});

test("a surge that was followed and is read again from an older sketch is not told twice", () => {
	const first = look(answers(surge, surgeSum));
	expect(look(answers(surge, surgeSum), { sketch: known, alerts: first.alerts }).fired).toEqual([]);
});

test("an endpoint that was created again begins without a past, and without its alarms", () => {
	const createdAt = from + 5 * minuteMs;
	const anew = postureOf({
		observed: endpointOf({ createdAt, readyReplica: 1, targetReplica: 1 }),
	});
	const sketch = newEndpointSketch({ endpoint: "chat", createdAt }, from + binMs, binMs);
	const seen = metricLooks({
		metrics: answers(surge, surgeSum),
		posture: anew,
		sketch,
		rules,
		settings: defaultAlerts,
		now,
	});
	expect(followAlerts([], seen.looks).changes.filter(isTold)).toEqual([]);
});

test("no mixture of lost, doubled and broken points of a quiet hour raises an alarm", () => {
	const broken = fc.array(
		fc.record({
			at: fc.integer({ min: -10, max: 70 }).map((n) => from + n * minuteMs),
			value: fc.constantFrom(30, 31, 29, 0, null, Number.NaN, -5, Number.POSITIVE_INFINITY),
		}),
		{ maxLength: 200 },
	);
	const sum = fc.option(fc.integer({ min: 0, max: 1_000_000 }));
	fc.assert(
		fc.property(broken, sum, (points, told) => {
			expect(look(answers(points, told)).fired).toEqual([]);
		}),
	);
});

test("what is stored of an endpoint is below 4 KB and comes back as it was", () => {
	const { sketch } = look(answers(surge, surgeSum));
	const hours = Array.from({ length: 24 }, (_, n) => ({
		hour: from - n * hourMs,
		scaleEvents: 240,
		coldStarts: 60,
		utilisationPercent: 99.9,
		startingMinutes: 1_234.5,
		runningMinutes: 12_345.6,
	}));
	const full = { ...sketch, hours };
	const text = JSON.stringify(storedSketch(full));
	expect(text.length).toBeLessThanOrEqual(4_096);
	const back = sketchOf(JSON.parse(text));
	expect(back).toEqual({ ...full, usualP95Ms: 400 });
});
