import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import type { Plan } from "../../../shared/domain/plan.ts";
import {
	at,
	endpointOf,
	exactly,
	heldOf,
	knownPrice,
	policyOf,
	readingOf,
	recordOf,
} from "../fixture.ts";

describe("any plan for any fleet", () => {
	const endpoint = fc.record({
		state: fc.constantFrom("running", "initializing", "paused", "scaledToZero", "updating"),
		tags: fc.subarray(["critical", "expendable", "protected", "floored", "unfloored"]),
		readyReplica: fc.nat(5),
		targetReplica: fc.nat(5),
		minReplica: fc.nat(3),
		maxReplica: fc.integer({ min: 3, max: 8 }),
		scaleToZeroTimeoutMinutes: fc.constantFrom(null, 15),
		lastUsedAt: fc.constantFrom(null, at("09:00"), at("11:59")),
	});
	const fleet = fc
		.array(endpoint, { maxLength: 12 })
		.map((all) => all.map((parts, index) => endpointOf({ ...parts, name: `e-${index}` })));
	const held = fc.array(
		fc.record({
			endpoint: fc.nat(11).map((index) => `e-${index}`),
			status: fc.constantFrom("intended", "applied", "superseded", "restoring", "restored"),
			method: fc.constantFrom("cap", "floor", "sleep", "pause"),
			statusSince: fc.constantFrom(at("10:00"), at("11:45")),
		}),
		{ maxLength: 6 },
	);
	const input = fc
		.record({
			tier: fc.constantFrom("trim", "divert", "shutdown", "ceiling"),
			endpoints: fleet,
			held: held.map((all) => all.map((parts) => heldOf(parts))),
			ratio: fc.constantFrom(0.25, 1),
			criticalAtShutdown: fc.constantFrom("floor", "pause"),
			scope: fc.constantFrom("all", "sufficient"),
			endMicroUsd: fc.integer({ min: 100_000_000, max: 500_000_000 }),
		})
		.map(
			({ ratio, criticalAtShutdown, scope, endMicroUsd, ...parts }): PlanInput => ({
				...parts,
				priceOf: () => knownPrice(1),
				reading: readingOf({ ratio: endMicroUsd / 100_000_000, ratePerHour: exactly(0) }),
				overrides: [],
				now: at("12:00"),
				records: parts.held.map(({ endpoint: name }) => recordOf({ endpoint: name, replicas: 3 })),
				policy: policyOf(
					{
						limits: {
							...policyOf().limits,
							endpointsPerPassRatio: ratio,
							replicasPerPassRatio: ratio,
						},
						rules: [
							{ tag: "critical", criticality: "critical" },
							{ tag: "expendable", criticality: "expendable" },
							{ tag: "floored", floorReplicas: 2 },
							{ tag: "unfloored", floorReplicas: 0 },
							{ tag: "protected", protected: true },
						],
					},
					{ criticalAtShutdown, scope: { trim: scope, divert: scope, shutdown: scope } },
				),
			}),
		);
	const everyStep = ({ steps, postponed }: Plan) => [...steps, ...postponed];

	test("never touches a protected or a paused endpoint", () => {
		fc.assert(
			fc.property(input, (parts) => {
				for (const { before } of everyStep(planTier(parts))) {
					expect(before.tags).not.toContain("protected");
					expect(before.state).not.toBe("paused");
				}
			}),
		);
	});

	test("never raises a minimum or a maximum, never lowers a minimum to 0, and changes something", () => {
		fc.assert(
			fc.property(input, (parts) => {
				for (const step of everyStep(planTier(parts))) {
					if (step.method !== "cap" && step.method !== "floor") continue;
					const { minReplica: min, maxReplica: max, before } = step;
					if (min === null || max === null) throw new Error("a cap names its scaling");
					const { minReplica, maxReplica } = before.scaling;
					expect(min <= minReplica && max <= maxReplica).toBe(true);
					expect(min >= Math.min(1, minReplica) && max >= Math.max(1, min)).toBe(true);
					expect([min, max]).not.toEqual([minReplica, maxReplica]);
				}
			}),
		);
	});

	test("says of every endpoint just once what is done, or why not", () => {
		fc.assert(
			fc.property(input, (parts) => {
				const made = planTier(parts);
				const named = [...everyStep(made), ...made.untouched].map((each) => each.endpoint);
				const fleetNames = parts.endpoints.map(({ name }) => name);
				expect(named.toSorted()).toEqual(fleetNames.toSorted());
			}),
		);
	});

	test("is the same whatever the order of the fleet, and never costs more than it saves", () => {
		fc.assert(
			fc.property(input, (parts) => {
				const made = planTier(parts);
				const turned = planTier({
					...parts,
					endpoints: parts.endpoints.toReversed(),
				});
				expect([turned.steps, turned.postponed]).toEqual([made.steps, made.postponed]);
				expect(turned.untouched.toReversed()).toEqual(made.untouched);
				for (const step of everyStep(made)) {
					expect(step.savesMicroUsdPerHour).toBeGreaterThanOrEqual(0);
					expect(step.replicasAfter).toBeLessThanOrEqual(step.replicasBefore);
				}
			}),
		);
	});

	test("at shutdown and at the ceiling postpones no pause, and begins with something if there is anything", () => {
		fc.assert(
			fc.property(input, (parts) => {
				const { steps, postponed } = planTier(parts);
				const hard = parts.tier === "shutdown" || parts.tier === "ceiling";
				const pauses = postponed.filter((step) => step.method === "pause");
				expect(hard ? pauses : []).toEqual([]);
				expect(steps.length > 0 || postponed.length === 0).toBe(true);
			}),
		);
	});
});
