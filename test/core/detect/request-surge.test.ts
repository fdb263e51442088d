import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type Followed,
	followAlert,
	quietAlert,
} from "../../../shared/core/detect/follow-alert.ts";
import { requestSurge, takeTrafficBin } from "../../../shared/core/detect/request-surge.ts";
import {
	newTrafficSketch,
	type TrafficBin,
	type TrafficSketch,
} from "../../../shared/core/detect/traffic-sketch.ts";
import { binAt, binMs, binsPerDay, usualBins } from "./traffic-series.ts";

const detector = requestSurge(binMs);

function watch(bins: readonly TrafficBin[]) {
	const first = bins[0] ?? binAt(0, null);
	let sketch: TrafficSketch = newTrafficSketch(first, binMs);
	let followed: Followed = { state: quietAlert, change: null };
	const told: { bin: number; change: string; evidence: unknown }[] = [];
	for (const [bin, each] of bins.entries()) {
		const signal = detector.signal({ sketch, bin: each });
		followed = followAlert(detector, followed.state, { signal, at: each.from + binMs });
		({ sketch } = takeTrafficBin({ sketch, bin: each }, signal));
		const { change, state } = followed;
		if (change !== null) told.push({ bin, change, evidence: state.evidence });
	}
	return { told, sketch, state: followed.state };
}

function changesOf(bins: readonly TrafficBin[]): string[] {
	return watch(bins).told.map(({ bin, change }) => `${bin} ${change}`);
}

const week = 7 * binsPerDay;
/** Ten in the morning of the eighth day. */
const busy = week + 60;

/** The usual traffic, with other counts from a bin on. */
function usualWith(counts: readonly (number | null)[], from = busy, days = 9): TrafficBin[] {
	return usualBins(days).map((bin, index) => {
		const count = counts[index - from];
		return count === undefined ? bin : { ...bin, requests: count };
	});
}

describe("a surge", () => {
	test("ten times the usual is one page, in the bin in which it begins, and ends an hour after it", () => {
		const { told } = watch(usualWith([10_000, 11_000, 10_500, 10_000, 10_000, 10_000]));
		expect(told.map(({ bin, change }) => [bin - busy, change])).toEqual([
			[0, "fired"],
			[11, "resolved"],
		]);
		const evidence = told[0]?.evidence as Record<string, number>;
		expect(evidence).toMatchObject({ requests: 10_000 });
		expect(evidence["usual"]).toBeGreaterThan(950);
		expect(evidence["usual"]).toBeLessThan(1_150);
		expect(evidence["bound"]).toBe((evidence["usual"] ?? 0) * 5);
	});

	test("five times the usual and less is none", () => {
		expect(changesOf(usualWith([4_700, 4_700, 4_700, 4_700]))).toEqual([]);
	});

	test("a burst of a size that two of the last seven days knew is none", () => {
		const known = usualWith([9_000], binsPerDay * 2 + 30).map((bin, index) =>
			index === binsPerDay * 4 + 90 || index === busy ? { ...bin, requests: 9_000 } : bin,
		);
		expect(changesOf(known)).toEqual([]);
	});

	test("where single bursts are known, a whole hour at eight times the usual still is one", () => {
		const bursts = [1, 3, 5].map((day) => binsPerDay * day + 30);
		const steady = usualWith([9_500, 9_500, 9_500, 9_500, 9_500, 9_500, 9_500]).map((bin, index) =>
			bursts.includes(index) ? { ...bin, requests: 9_000 } : bin,
		);
		const [first, ...more] = changesOf(steady);
		expect(first).toBe(`${busy + 5} fired`);
		expect(more.filter((told) => told.includes("fired"))).toEqual([]);
	});

	test("the same size again within six hours is not news, twice the size is", () => {
		const echo = [10_000, ...Array.from({ length: 12 }, () => 1_000), 12_000];
		const larger = [10_000, ...Array.from({ length: 12 }, () => 1_000), 25_000];
		expect(changesOf(usualWith(echo)).filter((told) => told.includes("fired"))).toHaveLength(1);
		expect(changesOf(usualWith(larger)).filter((told) => told.includes("fired"))).toHaveLength(2);
	});

	test("a slow ramp to ten times the usual is found before it is at its top", () => {
		const ramp = Array.from({ length: 24 }, (_, step) => 1_000 + (9_000 * (step + 1)) / 24);
		expect(changesOf(usualWith(ramp))[0]).toMatch(/fired/);
	});

	test("nothing is raised before a week is known", () => {
		expect(changesOf(usualWith([90_000], week - 1, 8))).toEqual([]);
	});

	test("a trickle on an endpoint that sleeps is none, a flood is", () => {
		const asleep = usualBins(8).map((bin) => ({ ...bin, requests: 0 }));
		const waking = (requests: number) => [...asleep, binAt(8 * binsPerDay, requests)];
		expect(changesOf(waking(99))).toEqual([]);
		expect(changesOf(waking(5_000))).toEqual([`${8 * binsPerDay} fired`]);
	});
});

describe("data that is not as it should be", () => {
	test.each([
		["missing", null],
		["not a number", Number.NaN],
		["negative", -5],
		["endless", Number.POSITIVE_INFINITY],
	])("%s: no alarm from it, and one that fires goes on", (_, bad) => {
		expect(changesOf(usualWith([bad, bad, bad]))).toEqual([]);
		const told = changesOf(usualWith([10_000, bad, bad, bad, bad, bad, bad, bad, 10_000]));
		expect(told[0]).toBe(`${busy} fired`);
		expect(told).toEqual([`${busy} fired`, `${busy + 14} resolved`]);
	});

	test("after a gap of hours it watches on as before", () => {
		const gap = usualWith([]).filter((_, index) => index < busy - 30 || index >= busy);
		const told = watch(
			gap.map((bin) => (bin.from === binAt(busy, 0).from ? binAt(busy, 10_000) : bin)),
		);
		expect(told.told.map(({ change }) => change)).toEqual(["fired", "resolved"]);
	});

	test("late, repeated and misaligned bins change nothing", () => {
		const bins = usualWith([10_000, 10_000]);
		const clean = watch(bins);
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(bins.length - 1), fc.nat(400), fc.nat(50_000), fc.boolean()), {
					maxLength: 40,
				}),
				(noise) => {
					const disturbed = bins.flatMap((bin, index) => {
						const late = noise.filter(([at]) => at === index);
						return [
							bin,
							...late.map(([, back, requests, misaligned]) => ({
								...binAt(Math.max(0, index - back), requests),
								...(misaligned && { from: bin.from + binMs + 1 }),
							})),
						];
					});
					const seen = watch(disturbed);
					expect(seen.sketch).toEqual(clean.sketch);
					expect(seen.told.map(({ change }) => change)).toEqual(["fired", "resolved"]);
				},
			),
			{ numRuns: 20 },
		);
	});

	test("an endpoint that was created again has no past: neither its normal nor its alarm", () => {
		const anew = Array.from({ length: 20 }, (_, index) =>
			binAt(busy + index, 60_000, binAt(busy, 0).from),
		);
		const { told, sketch } = watch([...usualBins(8).slice(0, busy), ...anew]);
		expect(told).toEqual([]);
		expect(sketch.from).toBe(binAt(busy, 0).from);
		expect(sketch.surge).toBeNull();
	});

	test("bins of the endpoint that was deleted do not come back into its successor", () => {
		const successor = binAt(busy, 50, binAt(busy, 0).from);
		const before = watch([...usualBins(8).slice(0, busy), successor]).sketch;
		const after = watch([...usualBins(8).slice(0, busy), successor, binAt(busy + 1, 9_000)]).sketch;
		expect(after).toEqual(before);
	});
});

test("it never reads ahead: what comes later changes nothing that was told before", () => {
	const cut = busy + 5;
	const one = usualWith([10_000, 10_000, 500]);
	const other = one.map((bin, index) => (index < cut ? bin : { ...bin, requests: 77_777 }));
	const before = (bins: TrafficBin[]) => watch(bins).told.filter(({ bin }) => bin < cut);
	expect(before(other)).toEqual(before(one));
});
