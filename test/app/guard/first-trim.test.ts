import { expect, test } from "vitest";
import { hourMs } from "../../../shared/domain/instant.ts";
import { midnight, one, stage } from "../../peers/stage.ts";

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
