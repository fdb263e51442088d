import { describe, expect, test } from "vitest";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { afterWatch, canTell, withFirstTrim } from "../../../shared/core/verify/first-trim.ts";
import type { ScalingPut } from "../../../shared/domain/control.ts";
import type { StageRange } from "../../../shared/domain/endpoint.ts";
import { at, endpointOf, heldOf, knownPrice, policyOf, readingOf } from "../fixture.ts";

/** Three endpoints that trim caps, all within the limits of a pass. */
function plan(known: ScalingPut, mayRoll = false) {
	const names = ["a", "b", "c"];
	const made = planTier({
		tier: "trim",
		endpoints: names.map((name) => endpointOf({ name })),
		priceOf: () => knownPrice(1),
		policy: policyOf({
			limits: { ...policyOf().limits, endpointsPerPassRatio: 1, replicasPerPassRatio: 1 },
		}),
		reading: readingOf({ ratio: 1.3 }),
		overrides: [],
		held: [],
		records: [],
		now: at("12:00"),
	});
	const { steps, postponed, untouched } = withFirstTrim(made, known, mayRoll);
	const name = ({ endpoint }: { endpoint: string }) => endpoint;
	return { steps: steps.map(name), postponed: postponed.map(name), untouched };
}

const watching = { kind: "watching", endpoint: "a", at: at("12:00") } as const;

describe("the first trim ever", () => {
	test("touches one endpoint, and the others wait", () => {
		expect(plan({ kind: "unknown" })).toMatchObject({ steps: ["a"], postponed: ["b", "c"] });
		expect(plan(watching)).toMatchObject({ steps: ["a"], postponed: ["b", "c"] });
	});

	test("lets the others follow once it was seen to keep the replicas", () => {
		expect(plan({ kind: "keeps" })).toMatchObject({ steps: ["a", "b", "c"], postponed: [] });
	});

	test("is watched only where a replica ran that it could replace: what sleeps wakes with new ones", () => {
		const asleep = endpointOf({ state: "scaledToZero", readyReplica: 0, targetReplica: 0 });
		expect(canTell({ maxReplica: 1, before: asleep })).toBe(false);
		expect(canTell({ maxReplica: 1, before: endpointOf({ readyReplica: 1 }) })).toBe(true);
		expect(canTell({ maxReplica: null, before: endpointOf({ readyReplica: 1 }) })).toBe(false);
	});

	test("stops and asks where it replaced them, until a person says that it may", () => {
		const rolls = { ...watching, kind: "rolls" } as const;
		const { steps, postponed, untouched } = plan(rolls);
		expect([steps, postponed]).toEqual([["a"], []]);
		expect(untouched).toContainEqual({ endpoint: "b", reason: "rolls-replicas" });
		expect(plan(rolls, true).steps).toEqual(["a", "b", "c"]);
	});
});

describe("a watched endpoint", () => {
	const held = [heldOf({ endpoint: "a" })];
	const running = (replicaId: string, from: string): StageRange => ({
		replicaId,
		stage: "running",
		from: at(from),
		to: at("12:04"),
	});
	const look = (ranges: readonly StageRange[] | null, now = "12:04", isUpdating = false) =>
		afterWatch(watching, { ranges, held, isUpdating, now: at(now) }).kind;

	test("keeps its replicas where one that runs was there before", () => {
		expect(look([running("old", "11:30")])).toBe("keeps");
		expect(look([running("old", "11:30"), running("crashed", "12:02")])).toBe("keeps");
	});

	test("rolls where every one that runs began after the write", () => {
		const gone = { ...running("old", "11:30"), to: at("12:02") };
		expect(look([gone, running("new", "12:01")])).toBe("rolls");
	});

	test("is watched for three minutes, and for fifteen where its stages cannot be read", () => {
		expect(look([running("old", "11:30")], "12:02")).toBe("watching");
		expect(look(null)).toBe("watching");
		expect(look(null, "12:15")).toBe("keeps");
		expect(look(null, "12:15", true)).toBe("watching");
	});

	test("tells nothing once it is no longer ours", () => {
		const facts = { ranges: [], held: [], isUpdating: false, now: at("12:04") };
		expect(afterWatch(watching, facts)).toEqual({ kind: "unknown" });
	});
});
