import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type Followed,
	followAlert,
	quietAlert,
} from "../../../shared/core/detect/follow-alert.ts";
import { lostScaleDown } from "../../../shared/core/detect/lost-scale-down.ts";
import { packReplicaSketch, unpackReplicaSketch } from "../../../shared/core/detect/pack-sketch.ts";
import {
	newReplicaSketch,
	type ReplicaSketch,
	takeTraffic,
} from "../../../shared/core/detect/replica-sketch.ts";
import {
	takeReplicas,
	unexplainedReplicas,
} from "../../../shared/core/detect/unexplained-replicas.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { midnight } from "../fixture.ts";

const createdAt = midnight - 1;
const stepMinutes = 5;

/** Five minutes of one endpoint; null where nothing was measured, requests undefined where nobody measures them. */
type Step = {
	readonly replicas: number | null;
	readonly requests?: number | null;
	readonly created?: number;
	/** Which five minutes; the next ones unless it is told. */
	readonly at?: number;
};

function watch(steps: readonly Step[], minReplica = 0) {
	const detectors = [unexplainedReplicas(), lostScaleDown()] as const;
	let followed: Followed[] = detectors.map(() => ({ state: quietAlert, change: null }));
	let sketch: ReplicaSketch = newReplicaSketch(createdAt);
	const told: { step: number; id: string; change: string; evidence: unknown }[] = [];
	for (const [index, step] of steps.entries()) {
		const to = midnight + ((step.at ?? index) + 1) * stepMinutes * minuteMs;
		const { replicas, requests, created: endpointCreatedAt = createdAt } = step;
		const bin = {
			endpointCreatedAt,
			to,
			minutes: stepMinutes,
			replicas,
			minReplica,
			maxReplica: 10,
			priceMicroUsdPerHour: 2_000_000,
		};
		if (requests !== undefined) {
			const replicaMinutes = replicas === null ? null : replicas * stepMinutes;
			const traffic = { endpointCreatedAt, to, minutes: stepMinutes, requests, replicaMinutes };
			sketch = takeTraffic(sketch, traffic);
		}
		sketch = takeReplicas(sketch, bin);
		const input = { sketch, bin, scaleToZeroTimeoutMinutes: null };
		followed = detectors.map((detector, which) => {
			const state = followed[which]?.state ?? quietAlert;
			return followAlert(detector, state, { signal: detector.signal(input), at: to });
		});
		for (const [which, { change, state }] of followed.entries()) {
			const id = detectors[which]?.id ?? "";
			if (change !== null) told.push({ step: index, id, change, evidence: state.evidence });
		}
	}
	return { told, sketch };
}

function times(count: number, step: Step): Step[] {
	return Array.from({ length: count }, () => step);
}

function changesOf(steps: readonly Step[], minReplica = 0): string[] {
	return watch(steps, minReplica).told.map(({ step, id, change }) => `${step} ${id} ${change}`);
}

/** One replica serves 100 requests in five minutes: 20 a replica-minute. */
const usual = times(48, { replicas: 1, requests: 100 });
const busy = times(48, { replicas: 3, requests: 300 });

describe("unexplained-replicas", () => {
	test("replicas that traffic does not explain for half an hour warn once, and end with them", () => {
		const steps = [...usual, ...times(12, { replicas: 6, requests: 100 }), ...usual];
		const { told } = watch(steps);
		expect(told.map(({ step, id, change }) => [step - 48, id, change])).toEqual([
			[5, "unexplained-replicas", "fired"],
			[12, "unexplained-replicas", "resolved"],
		]);
		expect(told[0]?.evidence).toMatchObject({
			replicas: 6,
			minutes: 30,
			maxReplica: 10,
			microUsdPerHour: 12_000_000,
		});
		const evidence = told[0]?.evidence as Record<string, number>;
		expect(evidence["usualRequestsPerReplicaMinute"]).toBeGreaterThan(18);
		expect(evidence["usualRequestsPerReplicaMinute"]).toBeLessThan(22);
	});

	test("replicas that follow traffic are none, nor are they while they scale down after a peak", () => {
		const peak = times(20, { replicas: 8, requests: 800 });
		const after = times(6, { replicas: 8, requests: 100 });
		expect(changesOf([...usual, ...peak, ...after, ...usual])).toEqual([]);
	});

	test("a minimum explains replicas", () => {
		expect(changesOf([...usual, ...times(20, { replicas: 6, requests: 100 })], 6)).toEqual([]);
	});

	test("twenty-five minutes of it are none", () => {
		expect(changesOf([...usual, ...times(5, { replicas: 6, requests: 100 }), ...usual])).toEqual(
			[],
		);
	});

	test.each([null, Number.NaN, -1])(
		"traffic or replicas of %s: it is held, not raised and not ended",
		(bad) => {
			const unknown = times(12, { replicas: 6, requests: bad });
			expect(changesOf([...usual, ...unknown.slice(0, 5)])).toEqual([]);
			const runaway = times(6, { replicas: 6, requests: 100 });
			const unseen = times(12, { replicas: bad, requests: 100 });
			expect(changesOf([...usual, ...runaway, ...unseen, ...runaway, ...usual])).toEqual([
				"53 unexplained-replicas fired",
				"72 unexplained-replicas resolved",
			]);
		},
	);

	test("two looks an hour apart do not make an hour", () => {
		const steps = [
			...usual,
			{ replicas: 6, requests: 100, at: 48 },
			{ replicas: 6, requests: 100, at: 60 },
			{ replicas: 6, requests: 100, at: 72 },
		];
		expect(changesOf(steps)).toEqual([]);
		const atMaximum = [48, 60, 72].map((at) => ({ replicas: 10, at }));
		expect(changesOf(atMaximum)).toEqual([]);
	});

	test("what a replica served more than a week ago is forgotten", () => {
		const perDay = 288;
		const fast = times(3 * perDay, { replicas: 1, requests: 100 });
		const slow = Array.from({ length: 9 * perDay }, (_, index) =>
			index % 6 === 0 ? { replicas: 1, requests: 25 } : { replicas: 1, requests: 0 },
		);
		const { sketch } = watch([...fast, ...slow], 1);
		expect(sketch.usualPerReplica).toBeGreaterThan(4.5);
		expect(sketch.usualPerReplica).toBeLessThan(5.5);
	});

	test("late and repeated looks change nothing", () => {
		const steps = [...usual, ...times(12, { replicas: 6, requests: 100 }), ...busy];
		const clean = watch(steps);
		const told = ({ told: all }: ReturnType<typeof watch>) =>
			all.map(({ id, change }) => [id, change]);
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(80), fc.nat(60), fc.nat(50)), { maxLength: 20 }),
				(noise) => {
					const disturbed = steps.flatMap((step, index) => [
						{ ...step, at: index },
						...noise
							.filter(([at]) => at === index)
							.map(([, back, replicas]) => ({
								replicas,
								requests: 9_999,
								at: Math.max(0, index - back),
							})),
					]);
					const seen = watch(disturbed);
					expect(seen.sketch).toEqual(clean.sketch);
					expect(told(seen)).toEqual(told(clean));
				},
			),
			{ numRuns: 50 },
		);
	});

	test("an endpoint that was created again begins anew", () => {
		const anew = times(12, { replicas: 6, requests: 100, created: midnight });
		const { told, sketch } = watch([
			...usual,
			...times(3, { replicas: 6, requests: 100 }),
			...anew,
		]);
		expect(told).toEqual([]);
		expect(sketch.endpointCreatedAt).toBe(midnight);
	});

	test("where traffic was never seen, half an hour at the maximum warns", () => {
		const steps = [
			...times(12, { replicas: 9 }),
			...times(8, { replicas: 10 }),
			...times(2, { replicas: 2 }),
		];
		expect(changesOf(steps)).toEqual([
			"17 unexplained-replicas fired",
			"20 unexplained-replicas resolved",
		]);
		expect(changesOf(times(20, { replicas: 10 }), 10)).toEqual([]);
	});
});

describe("lost-scale-down", () => {
	test("up for 90 minutes without a request where it may sleep warns once; sleep ends it", () => {
		const awake = times(24, { replicas: 1, requests: 0 });
		const asleep = times(2, { replicas: 0, requests: 0 });
		const { told } = watch([...usual, ...awake, ...asleep]);
		expect(told.map(({ step, id, change }) => [step - 48, id, change])).toEqual([
			[17, "lost-scale-down", "fired"],
			[24, "lost-scale-down", "resolved"],
		]);
		expect(told[0]?.evidence).toMatchObject({ awakeIdleMinutes: 90, replicas: 1, bound: 90 });
	});

	test("waking after hours of sleep is none: idle counts only while it is up", () => {
		const asleep = times(60, { replicas: 0, requests: 0 });
		expect(changesOf([...usual, ...asleep, { replicas: 1, requests: 0 }, ...usual])).toEqual([]);
	});

	test("an endpoint with a minimum does not sleep, and missing traffic is not idleness", () => {
		expect(changesOf([...usual, ...times(40, { replicas: 1, requests: 0 })], 1)).toEqual([]);
		expect(changesOf([...usual, ...times(40, { replicas: 1, requests: null })])).toEqual([]);
	});

	test("an endpoint with a longer timeout of its own is given half an hour beyond it", () => {
		const { sketch } = watch([...usual, ...times(24, { replicas: 1, requests: 0 })]);
		const bin = {
			endpointCreatedAt: createdAt,
			to: 0,
			minutes: stepMinutes,
			replicas: 1,
			minReplica: 0,
			maxReplica: 10,
			priceMicroUsdPerHour: 1,
		};
		const over = (scaleToZeroTimeoutMinutes: number) => {
			const signal = lostScaleDown().signal({ sketch, bin, scaleToZeroTimeoutMinutes });
			return (signal.value ?? 0) > signal.enterAbove;
		};
		expect([60, 90, 91].map(over)).toEqual([true, true, false]);
	});
});

test("a stored replica sketch is read as it was written, in less than a kilobyte", () => {
	const steps = fc.array(
		fc.record({ replicas: fc.option(fc.nat(20)), requests: fc.option(fc.nat(100_000)) }),
		{ maxLength: 300 },
	);
	fc.assert(
		fc.property(steps, (list) => {
			const { sketch } = watch(list);
			const packed = packReplicaSketch(sketch);
			expect(unpackReplicaSketch(packed)).toEqual(sketch);
			expect(packed.byteLength).toBeLessThan(1_024);
		}),
		{ numRuns: 30 },
	);
});
