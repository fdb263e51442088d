import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleFleet } from "../../shared/simulator/scenarios/example-fleet.ts";

import { runawayReplicas } from "../../shared/simulator/scenarios/runaway-replicas.ts";
import {
	dayMs,
	definition,
	hourMs,
	minuteMs,
	scalingBody,
	secondMs,
	start,
	worldOf,
	worldWith,
} from "./fixture.ts";

test("one replica of $0.80 costs exactly that in an hour, and nothing is known of the future", () => {
	const { account, wait } = worldWith([definition()]);
	wait(2 * hourMs);
	const { truth } = account;
	expect(truth.billMicroUsd(start, start + hourMs)).toBe(800_000);
	expect(truth.billMicroUsd(start, start + dayMs)).toBe(1_600_000);
	expect(truth.billMicroUsd(start + 2 * hourMs, start + dayMs)).toBe(0);
});

test("the first instant above an amount is exact to the millisecond", () => {
	const { account, wait } = worldWith([definition()]);
	wait(2 * hourMs);
	const { truth } = account;
	const instant = truth.firstInstantAbove(start, start + dayMs, 1_000_000) ?? 0;
	expect(truth.billMicroUsd(start, instant)).toBeGreaterThan(1_000_000);
	expect(truth.billMicroUsd(start, instant - 1)).toBeLessThanOrEqual(1_000_000);
	expect(truth.firstInstantAbove(start, start + dayMs, 1_600_000)).toBeNull();
});

test("a price change on the timeline splits the bill", () => {
	const hardware = definition().hardware;
	const change = { kind: "setPrice" as const, hardware, pricePerHour: 1.6 };
	const { account, wait } = worldWith([definition()], {}, [{ at: hourMs, actor: "hf", change }]);
	wait(2 * hourMs);
	expect(account.truth.billMicroUsd(start, start + 2 * hourMs)).toBe(800_000 + 1_600_000);
	expect(account.listedPriceMicroUsdPerHour("aws/us-east-1/nvidia-l4/x1")).toBe(1_600_000);
});

test("hidden hardware is billed all the same", () => {
	const unlistedHardware = ["aws/us-east-1/nvidia-l4/x1"];
	const { account, wait } = worldWith([definition()], { unlistedHardware });
	wait(hourMs);
	expect(account.listedPriceMicroUsdPerHour("aws/us-east-1/nvidia-l4/x1")).toBeNull();
	expect(account.truth.billMicroUsd(start, start + hourMs)).toBe(800_000);
});

test("the journal tells who changed what, and the configuration at each instant", () => {
	const { account, wait } = worldWith([definition()]);
	wait(minuteMs);
	account.update("chat", scalingBody({ maxReplica: 1 }), "guardrail");
	wait(minuteMs);
	account.pause("chat", "ann");
	wait(minuteMs);
	const since = account.truth.journal().filter((entry) => entry.at >= start);
	expect(since.map(({ actor, actorKind, kind }) => ({ actor, actorKind, kind }))).toEqual([
		{ actor: "guardrail", actorKind: "guard", kind: "updated" },
		{ actor: "ann", actorKind: "person", kind: "paused" },
	]);
	const at = (instant: number) => account.truth.configurationAt("chat", instant);
	expect(at(start)).toMatchObject({ state: "running", maxReplica: 4 });
	expect(at(start + minuteMs)).toMatchObject({ state: "running", maxReplica: 1 });
	expect(at(start + 3 * minuteMs)).toMatchObject({ state: "paused", targetReplica: 0 });
	expect(at(start - 30 * dayMs)).toBeNull();
	expect(account.truth.configurationAt("other", start)).toBeNull();
});

test("each entry of the journal begins where the endpoint's last one ended", () => {
	const { account, wait } = worldOf({ seed: 3, scenario: runawayReplicas() });
	wait(dayMs);
	const last = new Map<string, unknown>();
	for (const { endpoint, before, after } of account.truth.journal()) {
		expect(before).toEqual(last.get(endpoint) ?? null);
		last.set(endpoint, after);
	}
	expect(last.size).toBe(exampleFleet(1).length);
});

test("what happens does not depend on how often somebody looks", () => {
	const build = (steps: readonly number[]) => {
		const { account, wait } = worldOf({ seed: 7, scenario: runawayReplicas() });
		let left = 6 * hourMs;
		for (const step of steps) {
			const pause = Math.min(step, left);
			wait(pause);
			left -= pause;
			account.list();
		}
		wait(left);
		return {
			journal: account.truth.journal(),
			bill: account.truth.billMicroUsd(start - dayMs, start + dayMs),
			fleet: account.list(),
		};
	};
	const once = build([]);
	const steps = fc.array(fc.integer({ min: 1, max: 40 * minuteMs }), { maxLength: 30 });
	fc.assert(
		fc.property(steps, (pauses) => {
			expect(build(pauses)).toEqual(once);
		}),
		{ numRuns: 15 },
	);
});

test("another seed tells another story at the same prices", () => {
	const journal = (seed: number) => {
		const { account, wait } = worldOf({ seed, scenario: runawayReplicas() });
		wait(dayMs);
		return account.truth.journal();
	};
	expect(journal(1)).toEqual(journal(1));
	expect(journal(1)).not.toEqual(journal(2));
});

test("stage ranges, clipped or not, agree with the truth to their resolution", () => {
	const billed = ["downloading", "pulling", "initializing", "running", "terminating"];
	for (const rangesClipped of [true, false]) {
		for (const rangeResolutionSeconds of [1, 60, 300] as const) {
			const settings = { rangesClipped, rangeResolutionSeconds };
			const { account, wait } = worldOf({ seed: 2, scenario: runawayReplicas(), settings });
			wait(6 * hourMs);
			const from = start + hourMs;
			const to = start + 6 * hourMs;
			const ranges = account.stageRanges("llama-70b-chat", from, to) ?? [];
			const isInside = (range: (typeof ranges)[number]) => range.from >= from;
			expect(ranges.every(isInside)).toBe(rangesClipped);
			const shownMs = ranges
				.filter((range) => billed.includes(range.stage))
				.reduce((sum, range) => sum + range.to - Math.max(range.from, from), 0);
			const trueMs = account.truth.replicaMilliseconds(from, to, { endpoint: "llama-70b-chat" });
			const replicas = new Set(ranges.map((range) => range.replicaId)).size;
			const toleranceMs = replicas * 2 * rangeResolutionSeconds * secondMs;
			expect(Math.abs(shownMs - trueMs)).toBeLessThanOrEqual(toleranceMs);
			expect(trueMs).toBeGreaterThan(hourMs);
		}
	}
});

test("ranges that ended before the retention are gone from the answer, not from the bill", () => {
	const settings = { rangeRetentionMs: hourMs };
	const { account, wait } = worldWith([definition()], settings);
	account.pause("chat", "ann");
	wait(3 * hourMs);
	expect(account.stageRanges("chat", start - hourMs, start + 3 * hourMs)).toEqual([]);
	expect(account.truth.billMicroUsd(start - hourMs, start)).toBe(800_000);
});
