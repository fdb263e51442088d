import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Plan, Step } from "../../../shared/domain/plan.ts";
import {
	type Budget,
	type GroupBudget,
	type Tier,
	tierOrder,
} from "../../../shared/domain/policy.ts";
import type { Standing } from "../../../shared/domain/standing.ts";
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

const tiers: readonly Tier[] = ["ok", "trim", "divert", "shutdown", "ceiling"];
const ratios: Readonly<Record<Tier, number>> = {
	ok: 0.5,
	trim: 1.3,
	divert: 1.6,
	shutdown: 2.2,
	ceiling: 3.1,
};

function groupOf(name: string, tags: readonly string[], budget: Budget, usd = 100): GroupBudget {
	const members = tags.map((tag) => ({ tag }));
	return { ...budget, name, dailyMicroUsd: microUsdOf(usd), members, hasCeiling: true };
}

function standingOf(budget: GroupBudget, tier: Tier): Standing {
	const budgetMicroUsd = budget.dailyMicroUsd;
	const reading = readingOf({ ratio: ratios[tier], ratePerHour: exactly(12), budgetMicroUsd });
	return { budget, reading: { ...reading, budget: budget.name }, tier, endedAt: null };
}

const everyStep = ({ steps, postponed }: Plan): readonly Step[] => [...steps, ...postponed];
const without = ({ groups: _, ...plan }: Plan) => plan;

const ladder = ["cap", "floor", "sleep", "divert", "pause"];

/** Replicas that may go on running, and the harm of the way. */
function isAsHard(step: Step | undefined, than: Step): boolean {
	if (step === undefined) return false;
	const harm = ladder.indexOf(step.method) - ladder.indexOf(than.method);
	return harm > 0 || (harm === 0 && (step.maxReplica ?? 0) <= (than.maxReplica ?? 0));
}

describe("several budgets over one fleet", () => {
	const endpoint = fc.record({
		state: fc.constantFrom("running", "paused", "scaledToZero"),
		tags: fc
			.subarray(["critical", "expendable", "protected", "a", "b"])
			.map((tags) => [...tags, "every"]),
		readyReplica: fc.nat(5),
		minReplica: fc.nat(3),
		maxReplica: fc.integer({ min: 3, max: 8 }),
	});
	const fleet = fc
		.array(endpoint, { maxLength: 10 })
		.map((all) => all.map((parts, index) => endpointOf({ ...parts, name: `e-${index}` })));
	const held = fc
		.array(
			fc.record({
				endpoint: fc.nat(9).map((index) => `e-${index}`),
				status: fc.constantFrom("intended", "applied", "superseded", "restored"),
				method: fc.constantFrom("cap", "pause"),
			}),
			{ maxLength: 4 },
		)
		.map((all) => all.map((parts) => heldOf(parts)));
	const input = fc
		.record({
			tier: fc.constantFrom(...tiers),
			endpoints: fleet,
			held,
			scope: fc.constantFrom("all", "sufficient"),
			envelope: fc.boolean(),
			preempt: fc.boolean(),
		})
		.map(
			({ scope, envelope, preempt, ...parts }): PlanInput => ({
				...parts,
				priceOf: () => knownPrice(1),
				reading: readingOf({ ratio: ratios[parts.tier], ratePerHour: exactly(12) }),
				overrides: [],
				now: at("12:00"),
				records: parts.held.map(({ endpoint: name }) => recordOf({ endpoint: name, replicas: 3 })),
				policy: policyOf(
					{
						rules: [
							{ tag: "critical", criticality: "critical" },
							{ tag: "expendable", criticality: "expendable" },
							{ tag: "protected", protected: true },
						],
					},
					{ envelope, preempt, scope: { trim: scope, divert: scope, shutdown: scope } },
				),
			}),
		);
	const groupTier = fc.constantFrom(...tiers);

	test("a group of everything with the same amounts changes no decision", () => {
		fc.assert(
			fc.property(input, (parts) => {
				const alone = planTier(parts);
				const twin = groupOf("twin", ["every"], parts.policy.budget);
				const both = planTier({
					...parts,
					groups: [{ budget: twin, reading: parts.reading, tier: parts.tier, endedAt: null }],
				});
				expect(without(both)).toEqual(alone);
			}),
		);
	});

	test("a group within its budget changes no decision", () => {
		fc.assert(
			fc.property(input, (parts) => {
				const { budget } = parts.policy;
				const loose = { ...groupOf("loose", ["a", "b"], budget), preempt: false, envelope: false };
				expect(planTier({ ...parts, groups: [standingOf(loose, "ok")] })).toEqual(planTier(parts));
			}),
		);
	});

	test("a looser budget for some of the endpoints changes no decision, line by line", () => {
		fc.assert(
			fc.property(input, groupTier, (parts, tier) => {
				const { budget } = parts.policy;
				const scope = { trim: "all", divert: "all", shutdown: "all" } as const;
				const policy = { ...parts.policy, budget: { ...budget, scope } };
				const own = { ...parts, policy };
				const isLooser = tierOrder.indexOf(tier) <= tierOrder.indexOf(parts.tier);
				const reached = isLooser ? tier : parts.tier;
				const loose = groupOf("loose", ["a"], policy.budget, 300);
				const quiet = { ...loose, preempt: false, envelope: false };
				const both = planTier({ ...own, groups: [standingOf(quiet, reached)] });
				expect(without(both)).toEqual(planTier(own));
			}),
		);
	});

	test("one more budget never makes the step of any endpoint softer", () => {
		fc.assert(
			fc.property(input, groupTier, groupTier, (parts, a, b) => {
				const { budget } = parts.policy;
				const first = standingOf(groupOf("first", ["a"], budget, 40), a);
				const second = standingOf(groupOf("second", ["a", "b"], budget, 20), b);
				const fewer = planTier({ ...parts, groups: [first] });
				const more = new Map(
					everyStep(planTier({ ...parts, groups: [first, second] })).map((step) => [
						step.endpoint,
						step,
					]),
				);
				for (const step of everyStep(fewer)) {
					expect(isAsHard(more.get(step.endpoint), step)).toBe(true);
				}
			}),
		);
	});

	test("says of each endpoint once what is done and which budget asks, or why nothing is", () => {
		fc.assert(
			fc.property(input, groupTier, (parts, tier) => {
				const group = groupOf("some", ["a"], parts.policy.budget, 40);
				const plan = planTier({ ...parts, groups: [standingOf(group, tier)] });
				const named = [...everyStep(plan), ...plan.untouched].map((each) => each.endpoint);
				expect(new Set(named).size).toBe(named.length);
				for (const { demand, before } of everyStep(plan)) {
					if (demand !== undefined) expect(before.tags).toContain("a");
				}
			}),
		);
	});

	test("the limits of a pass count over the whole fleet", () => {
		const endpoints = Array.from({ length: 8 }, (_, index) =>
			endpointOf({ name: `e-${index}`, tags: index < 4 ? ["a"] : ["b"] }),
		);
		const policy = policyOf();
		const groups = ["a", "b"].map((tag) => standingOf(groupOf(tag, [tag], policy.budget), "trim"));
		const plan = planTier({
			tier: "ok",
			groups,
			endpoints,
			priceOf: () => knownPrice(1),
			policy,
			reading: readingOf(),
			overrides: [],
			held: [],
			records: [],
			now: at("12:00"),
		});
		expect([plan.tier, plan.steps.length, plan.postponed.length]).toEqual(["ok", 2, 6]);
		expect(plan.groups?.map(({ budget, tier }) => [budget, tier])).toEqual([
			["a", "trim"],
			["b", "trim"],
		]);
	});
});
