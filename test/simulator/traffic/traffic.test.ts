import { describe, expect, test } from "vitest";
import { batchy, spike } from "../../../shared/simulator/traffic/bursts.ts";
import { diurnal } from "../../../shared/simulator/traffic/diurnal.ts";
import { fromCounts, TrafficFileError } from "../../../shared/simulator/traffic/from-counts.ts";
import { constant, scaled, sum } from "../../../shared/simulator/traffic/traffic.ts";

const hourMs = 3_600_000;
const midnight = Date.parse("2026-11-22T00:00:00Z");
const calm = {
	mean: 10,
	peakHour: 15,
	zone: "America/New_York",
	amplitude: 0.5,
	noise: 0,
	seed: 1,
};

describe("diurnal traffic", () => {
	test("is highest at the peak hour of its zone and lowest twelve hours later", () => {
		const traffic = diurnal(calm);
		expect(traffic(midnight + 20 * hourMs)).toBeCloseTo(15);
		expect(traffic(midnight + 8 * hourMs)).toBeCloseTo(5);
	});

	test("keeps its peak at the local hour when the clocks change", () => {
		const traffic = diurnal(calm);
		expect(traffic(Date.parse("2026-07-01T19:00:00Z"))).toBeCloseTo(15);
	});

	test("has the wanted mean over a day", () => {
		const traffic = diurnal({ ...calm, noise: 0.3 });
		const minutes = Array.from({ length: 1440 }, (_, index) => traffic(midnight + index * 60_000));
		expect(minutes.reduce((total, rate) => total + rate, 0) / 1440).toBeCloseTo(10, 0);
	});

	test("repeats exactly for the same seed and differs for another", () => {
		const rates = (seed: number) =>
			[0, 1, 2].map((index) => diurnal({ ...calm, noise: 0.2, seed })(midnight + index * 60_000));
		expect(rates(7)).toEqual(rates(7));
		expect(rates(7)).not.toEqual(rates(8));
	});

	test("falls at weekends when asked to", () => {
		const traffic = diurnal({ ...calm, weekendFactor: 0.2 });
		expect(traffic(midnight + 20 * hourMs)).toBeCloseTo(3);
		expect(traffic(midnight + 44 * hourMs)).toBeCloseTo(15);
	});
});

describe("bursts", () => {
	test("a batch runs once in every interval for its length", () => {
		const settings = { base: 1, burst: 9, everyMs: hourMs, lengthMs: 600_000, seed: 3 };
		const traffic = batchy(settings);
		for (let hour = 0; hour < 24; hour += 1) {
			const minutes = Array.from({ length: 60 }, (_, minute) =>
				traffic(midnight + hour * hourMs + minute * 60_000),
			);
			expect(minutes.filter((rate) => rate === 10)).toHaveLength(10);
			expect(minutes.filter((rate) => rate === 1)).toHaveLength(50);
		}
	});

	test("a spike multiplies its base inside of its time only, the end excluded", () => {
		const traffic = spike({ base: constant(2), at: midnight, lengthMs: 1000, factor: 5 });
		expect([-1, 0, 999, 1000].map((offset) => traffic(midnight + offset))).toEqual([2, 10, 10, 2]);
	});

	test("sources add up and scale", () => {
		expect(sum(constant(1), scaled(constant(2), 3))(midnight)).toBe(7);
	});
});

describe("traffic from a file of counts", () => {
	test("spreads each count over its bin and is silent outside of the file", () => {
		const traffic = fromCounts(
			"start,count\n2026-11-22T00:00:00Z,600\n2026-11-22T00:10:00Z,1200\n2026-11-22T00:30:00Z,6\n",
		);
		const at = (minute: number) => traffic(midnight + minute * 60_000);
		expect([-1, 0, 9.99, 10, 25, 30, 40].map(at)).toEqual([0, 1, 1, 2, 0, 0.01, 0]);
	});

	test("accepts the column minute, other columns and milliseconds", () => {
		const traffic = fromCounts(`endpoint,minute,count\r\na,${midnight},120\r\n`);
		expect(traffic(midnight + 59_999)).toBe(2);
		expect(traffic(midnight + 60_000)).toBe(0);
	});

	test.each([
		["time,count\n", 1, "start (or minute) and count"],
		["start,count\n", 2, "at least one row"],
		["start,count\n2026-11-22T00:00:00Z,1\n2026-11-22T00:01:00,1", 3, "ISO 8601"],
		["start,count\n2026-11-22T00:00:00Z,-1", 2, "from 0 up"],
		["start,count\n2026-11-22T00:00:00Z,", 2, "from 0 up"],
		["start,count\n2026-11-22T00:00:00Z,1\n2026-11-22T00:00:00Z,1", 3, "ascending"],
	])("refuses %j with the line and what is allowed", (text, line, allowed) => {
		const read = () => fromCounts(text);
		expect(read).toThrow(TrafficFileError);
		expect(read).toThrow(`line ${line}:`);
		expect(read).toThrow(allowed);
	});
});
