import { expect, test } from "vitest";
import { alertCauses, type CauseInput } from "../../../shared/core/detect/alert-causes.ts";
import { at, postureOf } from "../fixture.ts";

const posture = postureOf({ replicasLo: 4, replicasPoint: 4, replicasHi: 4 });
const input: CauseInput = {
	posture,
	before: null,
	sketch: null,
	changes: [],
	since: at("10:00"),
};

test("without an hour to compare with, replicas that run are no change", () => {
	expect(alertCauses([input])).toEqual([]);
	const before = { hour: at("10:00"), replicas: 1, price: posture.price };
	expect(alertCauses([{ ...input, before }])).toMatchObject([{ kind: "replicas", share: 1 }]);
});

test("what somebody set lately is a change although there is no hour to compare with", () => {
	const changes = [{ at: at("10:30"), endpoint: "chat", by: "ann", what: "maxReplica 4 → 40" }];
	expect(alertCauses([{ ...input, changes }])).toMatchObject([
		{ kind: "configuration", configured: "maxReplica 4 → 40 by ann" },
	]);
});
