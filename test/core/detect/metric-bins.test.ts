import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadOf } from "../../../shared/core/detect/load-of.ts";
import { metricBins } from "../../../shared/core/detect/metric-bins.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { EndpointMetrics, MetricPoint } from "../../../shared/domain/metrics.ts";
import { from, metricsOf, minutes, to } from "./metric-sample.ts";

const binMs = 10 * minuteMs;

function binned(metrics: EndpointMetrics) {
	const of = { endpointCreatedAt: 0, range: { from, to }, binMs };
	const { bins, findings } = metricBins(metrics, of);
	return { requests: bins.map(({ requests }) => requests), findings };
}

function counted(points: readonly MetricPoint[], sum: number | null = null) {
	return binned(metricsOf({ statuses: [{ group: "2xx", sum, points }] }));
}

const all = [300, 300, 300, 300, 300, 300];
const unknown = [null, null, null, null, null, null];
const withFirst = (first: number | null) => [first, ...all.slice(1)];

describe("requests in bins", () => {
	test("are the answers of every status group together", () => {
		const errors = { group: "5xx", sum: 60, points: minutes(() => 1) };
		const { statuses } = metricsOf();
		expect(binned(metricsOf({ statuses: [...statuses, errors] })).requests).toEqual(
			all.map((count) => count + 10),
		);
	});

	test("that the account leaves out are zero where its own sum says so, and unknown where nothing does", () => {
		const points = minutes(() => 30).slice(10);
		expect(counted(points, 1_500)).toEqual({ requests: withFirst(0), findings: [] });
		expect(counted(points).requests).toEqual(withFirst(null));
	});

	test.each([
		["NaN", minutes((n) => (n === 3 ? Number.NaN : 30)), "not a number"],
		["negative", minutes((n) => (n === 3 ? -30 : 30)), "not a number"],
		["endless", minutes((n) => (n === 3 ? Number.POSITIVE_INFINITY : 30)), "not a number"],
		[
			"told twice in different ways",
			[...minutes(() => 30), { at: from, value: 3_000 }],
			"told twice",
		],
	])("that are %s are a bin that is not known, and a finding", (_words, points, finding) => {
		const { requests, findings } = counted(points, 1_800);
		expect(requests).toEqual(withFirst(null));
		expect(findings).toContain(finding);
	});

	test.each([
		["told twice the same", [...minutes(() => 30), { at: from, value: 30 }], "told twice"],
		["out of order", minutes(() => 30).toReversed(), "out of order"],
		[
			"of other times",
			[...minutes(() => 30), { at: to + minuteMs, value: 9_999 }],
			"outside of the window",
		],
	])("that are %s count once, and that is a finding", (_words, points, finding) => {
		const { requests, findings } = counted(points, 1_800);
		expect(requests).toEqual(all);
		expect(findings).toContain(finding);
	});

	test.each([
		["per second", 0.5],
		["per minute, where points are seconds of it", 1_800 / 60 / 60],
	])("that are a rate %s are not counted, whatever they say", (_words, rate) => {
		const { requests, findings } = counted(
			minutes(() => rate),
			1_800,
		);
		expect(requests).toEqual(unknown);
		expect(findings).toContain("a rate, not a count");
	});

	test("whose sum says something else are not known", () => {
		const { requests, findings } = counted(
			minutes(() => 30),
			18_000,
		);
		expect([requests, findings]).toEqual([unknown, ["sum differs"]]);
	});

	test("of steps that do not divide a bin are not known, nor are those of an empty answer", () => {
		expect(binned(metricsOf({ stepMs: 7 * minuteMs })).findings).toEqual(["steps do not fit"]);
		expect(binned(metricsOf({ statuses: [] }))).toEqual({
			requests: unknown,
			findings: ["nothing told"],
		});
	});

	test("are never more than what was told, however the points are mixed, doubled or lost", () => {
		const lie = fc.array(
			fc.record({
				at: fc.integer({ min: -5, max: 65 }).map((n) => from + n * minuteMs),
				value: fc.oneof(
					fc.integer({ min: 0, max: 1_000 }),
					fc.constantFrom(null, Number.NaN, -1, Number.POSITIVE_INFINITY),
				),
			}),
			{ maxLength: 120 },
		);
		fc.assert(
			fc.property(lie, fc.option(fc.integer({ min: 0, max: 100_000 })), (points, sum) => {
				const { requests } = counted(points, sum);
				const most = new Map<number, number>();
				for (const { at, value } of points) {
					const known = value !== null && Number.isFinite(value) ? Math.max(0, value) : 0;
					most.set(at, Math.max(most.get(at) ?? 0, known));
				}
				const told = [...most.values()].reduce((total, value) => total + value, 0);
				const taken = requests.reduce<number>((total, value) => total + (value ?? 0), 0);
				expect(taken).toBeLessThanOrEqual(told);
			}),
		);
	});
});

describe("load", () => {
	const settings = { latencyUnitMs: 1 };
	const load = (parts: Partial<EndpointMetrics>, unitMs = 1) =>
		loadOf(metricsOf(parts), { from, to }, { ...settings, latencyUnitMs: unitMs });

	test("is what the account says, in the units that are expected", () => {
		expect(load({})).toEqual({
			p95Ms: 400,
			pending: 1,
			utilisationPercent: 50,
			errorRatio: 0,
			requests: 1_800,
			findings: [],
		});
		const seconds = [{ quantile: 0.95, points: minutes(() => 0.4) }];
		expect(load({ latencies: seconds }, 1_000).p95Ms).toBeCloseTo(400, 6);
	});

	test("in another unit than expected is not known: seconds for milliseconds, shares for percent", () => {
		const seconds = load({ latencies: [{ quantile: 0.95, points: minutes(() => 0.4) }] });
		expect([seconds.p95Ms, seconds.findings]).toEqual([null, ["another unit"]]);
		const shares = load({ utilisation: [minutes(() => 0.5)] });
		expect([shares.utilisationPercent, shares.findings]).toEqual([null, ["another unit"]]);
		const beyond = load({ utilisation: [minutes(() => 140)] });
		expect([beyond.utilisationPercent, beyond.findings]).toEqual([null, ["another unit"]]);
	});

	test("of nothing at all is not known, and not zero", () => {
		const nothing = { statuses: [], latencies: [], pending: [], utilisation: [] };
		expect(load(nothing)).toEqual({
			p95Ms: null,
			pending: null,
			utilisationPercent: null,
			errorRatio: null,
			requests: null,
			findings: [],
		});
	});
});
