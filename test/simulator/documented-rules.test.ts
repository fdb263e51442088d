import { describe, expect, test } from "vitest";
import {
	coldStartMs,
	definition,
	hourMs,
	minuteMs,
	scalingBody,
	secondMs,
	start,
	type World,
	worldWith,
} from "./fixture.ts";

/** The vendor's own words, rule by rule (API reference; guides on autoscaling, pricing and states). */
const sleepy = { minReplica: 0, maxReplica: 2, scaleToZeroTimeout: 15, measure: null };
const larger = { compute: { instanceType: "nvidia-a10g", instanceSize: "x1" } };

/** Each state, and how an endpoint of one L4 gets into it. */
const ways: readonly (readonly [string, (world: World) => void])[] = [
	["running", () => undefined],
	[
		"pending",
		({ account, wait }) => {
			account.pause("chat", "ann");
			wait(minuteMs);
			account.resume("chat", "ann");
		},
	],
	[
		"initializing",
		({ account, wait }) => {
			account.pause("chat", "ann");
			account.resume("chat", "ann");
			wait(40 * secondMs);
		},
	],
	["updating", ({ account }) => void account.update("chat", larger, "ann")],
	[
		"updateFailed",
		({ account, wait }) => {
			account.disturb("chat", "failUpdates");
			account.update("chat", larger, "ann");
			wait(coldStartMs);
		},
	],
	[
		"failed",
		({ account, wait }) => {
			account.disturb("chat", "fail");
			wait(minuteMs);
		},
	],
	[
		"scaledToZero",
		({ account, wait }) => {
			account.update("chat", scalingBody({ minReplica: 0, scaleToZeroTimeout: 15 }), "ann");
			wait(minuteMs);
			account.scaleToZero("chat", "ann");
			wait(minuteMs);
		},
	],
	[
		"paused",
		({ account, wait }) => {
			account.pause("chat", "ann");
			wait(minuteMs);
		},
	],
];

function worldIn(state: string): World {
	const world = worldWith([definition()]);
	ways.find(([name]) => name === state)?.[1](world);
	expect(world.account.find("chat")?.state).toBe(state);
	return world;
}

describe("a pause is valid from any stage", () => {
	test.each(ways.map(([state]) => state))("from %s", (state) => {
		const { account, wait, now } = worldIn(state);
		expect(account.pause("chat", "guardrail").ok).toBe(true);
		wait(minuteMs);
		expect(account.find("chat")).toMatchObject({ state: "paused", readyReplica: 0 });
		expect(account.truth.rateMicroUsdPerHour(now())).toBe(0);
	});
});

describe("a resume", () => {
	test.each(["running", "updating"])("of what is %s is refused as already running", (state) => {
		const { account } = worldIn(state);
		const error = "Endpoint is already running";
		expect(account.resume("chat", "ann")).toEqual({ ok: false, status: 400, error });
	});

	test.each(["paused", "failed", "scaledToZero"])("of what is %s starts it", (state) => {
		const { account, wait } = worldIn(state);
		expect(account.resume("chat", "ann").ok).toBe(true);
		wait(coldStartMs + minuteMs);
		expect(account.find("chat")).toMatchObject({ state: "running", readyReplica: 1 });
	});
});

describe("what an hour in a state costs", () => {
	test.each([
		["running", 800_000],
		["paused", 0],
		["scaledToZero", 0],
		["failed", 0],
		["updateFailed", 800_000],
	])("%s: %i micro-dollars", (state, microUsd) => {
		const { account, wait, now } = worldIn(state);
		const from = now();
		wait(hourMs);
		expect(account.find("chat")?.state).toBe(state);
		expect(account.truth.billMicroUsd(from, now(), "chat")).toBe(microUsd);
	});

	test("waiting for a machine is free, initializing is not", () => {
		const { account, now } = worldIn("pending");
		expect(account.truth.rateMicroUsdPerHour(now())).toBe(0);
		const starting = worldIn("initializing");
		starting.wait(60 * secondMs);
		expect(starting.account.find("chat")?.state).toBe("initializing");
		expect(starting.account.truth.rateMicroUsdPerHour(starting.now())).toBe(800_000);
	});
});

test("a cold start costs the price of its billed minutes, per replica", () => {
	const { account, wait, now } = worldWith([definition()], { billsUndocumentedStages: false });
	account.pause("chat", "ann");
	wait(minuteMs);
	account.resume("chat", "ann");
	const from = now();
	wait(coldStartMs);
	const initializing = account.truth
		.stageIntervals("chat")
		.filter(({ stage, from: at }) => stage === "initializing" && at >= from);
	const ms = initializing.reduce((sum, each) => sum + (each.to ?? now()) - each.from, 0);
	expect(ms).toBeGreaterThan(0);
	expect(account.truth.billMicroUsd(from, now(), "chat")).toBe(Math.round((ms * 800_000) / hourMs));
});

test("it sleeps after its minutes without a request, not before, and only with a minimum of 0", () => {
	const { account, wait } = worldWith([definition({ scaling: sleepy })]);
	account.resume("chat", "ann");
	wait(coldStartMs);
	wait(14 * minuteMs);
	expect(account.find("chat")?.state).toBe("running");
	wait(4 * minuteMs);
	expect(account.find("chat")?.state).toBe("scaledToZero");
});

test("the time of last use is that of the last request or of the start, whichever is later", () => {
	const busyUntil = start + hourMs;
	const traffic = (at: number) => (at < busyUntil ? 1 : 0);
	const { account, wait, now } = worldWith([definition({ traffic })]);
	wait(3 * hourMs);
	const used = account.find("chat")?.lastUsedAt ?? 0;
	expect(Math.abs(used - busyUntil)).toBeLessThanOrEqual(minuteMs);
	account.pause("chat", "ann");
	account.resume("chat", "ann");
	wait(coldStartMs);
	expect(account.find("chat")?.lastUsedAt).toBe(now());
});

test("an endpoint that never ran was never used", () => {
	const { account } = worldWith([definition({ beginsAs: "paused" })]);
	expect(account.find("chat")?.lastUsedAt).toBeNull();
});
