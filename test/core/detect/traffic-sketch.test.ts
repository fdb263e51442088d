import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCount, encodeCount } from "../../../shared/core/detect/log-code.ts";
import { packTrafficSketch, unpackTrafficSketch } from "../../../shared/core/detect/pack-sketch.ts";
import { trafficNormal } from "../../../shared/core/detect/traffic-normal.ts";
import {
	cellAt,
	newTrafficSketch,
	type TrafficBin,
	takeBin,
} from "../../../shared/core/detect/traffic-sketch.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import { midnight } from "../fixture.ts";
import { binAt, binMs, binsPerDay, usualBins } from "./traffic-series.ts";

function taken(bins: readonly TrafficBin[]) {
	return bins.reduce(
		(sketch, bin) => takeBin(sketch, bin).sketch,
		newTrafficSketch(bins[0] ?? binAt(0, 0), binMs),
	);
}

test("a count is kept within 3.5 % in one byte, up to 29 million a bin; 0 stays 0", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 28_000_000 }), (count) => {
			const kept = decodeCount(encodeCount(count));
			expect(Math.abs(kept - count) / count).toBeLessThan(0.035);
		}),
	);
	expect(decodeCount(encodeCount(0))).toBe(0);
	expect(decodeCount(encodeCount(Number.NaN))).toBe(0);
});

test("a sketch of any length of time is stored in less than a kilobyte", () => {
	const sketch = taken(usualBins(20));
	expect(sketch.cells.byteLength).toBe(672);
	expect(packTrafficSketch(sketch).byteLength).toBeLessThan(1_024);
});

test("a stored sketch is read as it was written", () => {
	const counts = fc.array(fc.option(fc.nat(100_000)), { minLength: 1, maxLength: 200 });
	fc.assert(
		fc.property(counts, fc.boolean(), (list, surging) => {
			const sketch = taken(list.map((requests, index) => binAt(index, requests)));
			const whole = surging ? { ...sketch, surge: { until: midnight, peak: 7 } } : sketch;
			expect(unpackTrafficSketch(packTrafficSketch(whole))).toEqual(whole);
		}),
	);
});

test("an hour remembers its mean, its largest bin and its largest hour", () => {
	const sketch = taken(
		[60, 0, 30, 90, null, 60, 1].map((requests, index) => binAt(index, requests)),
	);
	const cell = cellAt(sketch.cells, midnight / hourMs);
	expect(cell).toMatchObject({ observedBins: 5, activeBins: 4 });
	expect(cell.activeMean).toBeCloseTo(60, -1);
	expect(cell.largestBin / 90).toBeCloseTo(1, 1);
	expect(cell.largestHour / 48).toBeCloseTo(1, 1);
});

test("the usual of a steady endpoint is its rate, of a day-and-night one the rate of the hour", () => {
	const steady = taken(usualBins(8).map((bin) => ({ ...bin, requests: 300 })));
	expect(trafficNormal(steady, 4).usual / 300).toBeCloseTo(1, 1);
	const byDay = taken(usualBins(8).slice(0, 7 * binsPerDay + 60));
	expect(trafficNormal(byDay, 4).usual / 1_050).toBeCloseTo(1, 1);
});

test("hours of a surge do not become the usual while it goes on", () => {
	const steady = usualBins(8).map((bin) => ({ ...bin, requests: 300 }));
	const before = trafficNormal(taken(steady), 4).usual;
	const surge = Array.from({ length: 24 }, (_, index) => binAt(8 * binsPerDay + index, 90_000));
	expect(trafficNormal(taken([...steady, ...surge]), 4).usual).toBeCloseTo(before, 6);
});

test("a bin that comes twice, at once or one bin later, is counted once", () => {
	const bins = usualBins(2);
	const repeated = bins.flatMap((bin, index) => [
		bin,
		bin,
		...bins.slice(Math.max(0, index - 1), index),
	]);
	expect(taken(repeated)).toEqual(taken(bins));
});

test("a gap longer than the week leaves nothing of it", () => {
	const sketch = taken([...usualBins(3), binAt(30 * binsPerDay, 5)]);
	expect(trafficNormal(sketch, 4).observedHours).toBe(0);
	expect(sketch.recent).toEqual([5]);
});

test("a gap of hours is forgotten hours, not idle ones", () => {
	const sketch = taken([...usualBins(3), binAt(3 * binsPerDay + 12, 5)]);
	expect(trafficNormal(sketch, 4).observedHours).toBe(72);
});
