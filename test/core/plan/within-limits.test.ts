import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withinLimits } from "../../../shared/core/plan/within-limits.ts";
import type { Step } from "../../../shared/domain/plan.ts";
import { endpointOf, policyOf } from "../fixture.ts";

function stepOf(name: string, parts: Partial<Step> = {}): Step {
	const before = endpointOf({ name });
	return {
		endpoint: name,
		createdAt: before.createdAt,
		method: "cap",
		tier: "trim",
		criticality: "standard",
		minReplica: 1,
		maxReplica: 1,
		replicasBefore: 2,
		replicasAfter: 1,
		savesMicroUsdPerHour: 1,
		savesByPeriodEnd: { lo: 1, point: 1 },
		disruption: 1,
		before,
		...parts,
	};
}

/** Names of the steps of a pass over a fleet of `count` endpoints of two replicas. */
function taken(wanted: readonly Step[], count: number): string[] {
	const endpoints = Array.from({ length: count }, (_, index) => endpointOf({ name: `e-${index}` }));
	return withinLimits(wanted, { endpoints, policy: policyOf() }).steps.map((step) => step.endpoint);
}

describe("one pass", () => {
	const five = ["a", "b", "c", "d", "e"].map((name) => stepOf(name));

	test.each([
		[1, ["a"]],
		[7, ["a"]],
		[8, ["a", "b"]],
		[15, ["a", "b", "c"]],
		[20, ["a", "b", "c", "d", "e"]],
	])("over %i endpoints takes a quarter of them, rounded down, at least one", (count, want) => {
		expect(taken(five, count)).toEqual(want.slice(0, Math.max(1, Math.floor(count / 4))));
	});

	test("takes away at most half of the running replicas, and goes on with smaller steps", () => {
		const wanted = [
			stepOf("big", { replicasBefore: 7, replicasAfter: 1 }),
			stepOf("bigger", { replicasBefore: 4, replicasAfter: 1 }),
			stepOf("small", { replicasBefore: 3, replicasAfter: 1 }),
			stepOf("none", { replicasBefore: 1, replicasAfter: 1 }),
		];
		expect(taken(wanted, 8)).toEqual(["big", "small"]);
		expect(taken(wanted, 16)).toEqual(["big", "bigger", "small", "none"]);
	});

	test("is never without its first step, however large", () => {
		expect(taken([stepOf("huge", { replicasBefore: 99, replicasAfter: 0 })], 1)).toEqual(["huge"]);
	});

	test("goes over the limits for pauses at shutdown and at the ceiling, and for nothing else", () => {
		const pauses = five.map((step) => ({ ...step, method: "pause" as const, replicasAfter: 0 }));
		expect(
			taken(
				pauses.map((step) => ({ ...step, tier: "shutdown" as const })),
				4,
			),
		).toHaveLength(5);
		expect(
			taken(
				pauses.map((step) => ({ ...step, tier: "ceiling" as const })),
				4,
			),
		).toHaveLength(5);
		expect(
			taken(
				pauses.map((step) => ({ ...step, tier: "divert" as const })),
				4,
			),
		).toHaveLength(1);
		expect(
			taken(
				five.map((step) => ({ ...step, tier: "shutdown" as const })),
				4,
			),
		).toHaveLength(1);
	});
});

test("every wanted step is either taken or postponed, in its order, and something is always done", () => {
	const step = fc
		.record({
			method: fc.constantFrom("cap", "sleep", "pause"),
			tier: fc.constantFrom("trim", "divert", "shutdown"),
			replicasBefore: fc.integer({ min: 1, max: 9 }),
			replicasAfter: fc.constantFrom(0, 1),
		})
		.map((parts) => parts as Partial<Step>);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 9 }), fc.integer({ min: 1, max: 30 }), (all, count) => {
			const wanted = all.map((parts, index) => stepOf(`s-${index}`, parts));
			const endpoints = Array.from({ length: count }, () => endpointOf());
			const { steps, postponed } = withinLimits(wanted, { endpoints, policy: policyOf() });
			expect(wanted.filter((each) => steps.includes(each))).toEqual(steps);
			expect(wanted.filter((each) => postponed.includes(each))).toEqual(postponed);
			expect(steps.length + postponed.length).toBe(wanted.length);
			expect(steps[0]).toBe(wanted[0]);
		}),
	);
});
