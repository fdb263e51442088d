import { expect, test } from "vitest";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage, stagePolicy } from "../../peers/stage.ts";

const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
const endpoints = names.map((name) => one(name));

test("an account on which a change of the scaling restarts the replicas is capped once, and a person is asked", async () => {
	const { until, control, changes, notices } = stage({
		endpoints,
		dailyUsd: 120,
		settings: { scalingPutRolls: true },
	});
	await until(midnight + 2.4 * hourMs);
	expect(changes()).toEqual(["updated"]);
	expect(await control()).toMatchObject({ scalingPut: { kind: "rolls" } });
	expect((await notices()).filter((id) => id.includes("rolls"))).toHaveLength(1);
});

test("an account that keeps its replicas has the others capped after the first was watched", async () => {
	const { until, control, changes } = stage({ endpoints, dailyUsd: 120 });
	await until(midnight + 2.4 * hourMs);
	expect(await control()).toMatchObject({ scalingPut: { kind: "keeps" } });
	expect(changes()).toHaveLength(names.length);
});

test("an endpoint that slept when it was capped and woke is not taken for one whose replicas were replaced", async () => {
	let wakesAt = Number.POSITIVE_INFINITY;
	const sleeper = one("a", {
		minReplica: 0,
		scaleToZeroTimeout: 15,
		traffic: (at) => (at >= wakesAt ? 1 : 0),
	});
	const { minutes, control, changes, now } = stage({
		endpoints: [sleeper, ...endpoints.slice(1)],
		policy: stagePolicy(120, { rules: [{ name: "a", criticality: "expendable" }] }),
	});
	while (changes("a").length === 0) await minutes(1);
	wakesAt = now() + minuteMs;
	await minutes(25);
	expect(await control()).toMatchObject({ scalingPut: { kind: "keeps" } });
	expect(names.slice(1).filter((name) => changes(name).length === 0)).toEqual([]);
});
