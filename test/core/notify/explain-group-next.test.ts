import { describe, expect, test } from "vitest";
import { explainGroupNexts } from "../../../shared/core/notify/explain-group-next.ts";
import { planNextOfGroups } from "../../../shared/core/plan/plan-next-of-groups.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { GroupBudget, Tier } from "../../../shared/domain/policy.ts";
import { at, day, endpointOf, exactly, knownPrice, policyOf, readingOf } from "../fixture.ts";

const members = [{ tag: "lab" }];
const base = policyOf({ rules: [{ tag: "vital", protected: true }] });
const lab: GroupBudget = { ...base.budget, name: "lab", dailyMicroUsd: microUsdOf(40), members };
const policy = { ...base, groups: [lab] };
const reading = {
	...readingOf({ ratio: 1.74, ratePerHour: exactly(8), budgetMicroUsd: lab.dailyMicroUsd }),
	budget: "lab",
};

/** Noon: the group at $69.60 of $40, with two endpoints of 4 and 2 replicas at $1/h and a protected one. */
function nextOf(tier: Tier, group: GroupBudget = lab) {
	const member = (name: string, replicas: number, tags: string[] = []) =>
		endpointOf({ name, tags: ["lab", ...tags], readyReplica: replicas, targetReplica: replicas });
	const own = { ...policy, groups: [group] };
	const planNextGroups = planNextOfGroups({
		tier: "ok",
		endpoints: [member("a", 4), member("b", 2), member("c", 2, ["vital"]), endpointOf()],
		priceOf: () => knownPrice(1),
		policy: own,
		reading: readingOf(),
		overrides: [],
		held: [],
		records: [],
		now: at("12:00"),
		groups: [{ budget: group, reading, tier, endedAt: null }],
	});
	const latch = { budget: "lab", periodKey: day.key, tier, tierSince: 0, endedAt: null };
	const groups = [{ ...latch, belowSince: null, uncertainSince: null }];
	const spending = { groups: [{ reading, endpoints: [] }] };
	const facts = { policy: own, mode: "enforce" as const, control: { groups }, planNextGroups };
	return explainGroupNexts({ ...facts, spending } as never, undefined);
}

describe("a group's next line has the form of the namespace's", () => {
	test("the line in dollars, when it is met, and each step with its money", () => {
		const [next] = nextOf("divert");
		expect(next).toMatchObject({
			group: "lab",
			tier: "shutdown",
			lineMicroUsd: microUsdOf(80),
			reachedAt: at("13:18"),
		});
		expect(next?.steps.map(({ endpoint, change, because }) => [endpoint, change, because])).toEqual(
			[
				["a", "pause", null],
				["b", "pause", null],
			],
		);
		expect(next?.steps[0]).toMatchObject({
			savesMicroUsdPerHour: microUsdOf(4),
			savesByPeriodEndMicroUsd: microUsdOf(48),
		});
		expect(next?.untouched).toMatchObject([{ reason: "protected", endpoints: ["c"] }]);
	});

	test("in words: why, what it comes to by the end of the group's day, and how it ends", () => {
		const [next] = nextOf("divert");
		expect(next?.prose.slice(0, 3)).toEqual([
			"Group lab (174 % of $40): when it passes $80 (shutdown), about 13:18 at this rate, the policy asks to pause what is expensive; critical endpoints keep one replica, in the group.",
			"2 endpoints, least harm first, take $6.00/h off; by 00:00 that is $72 ($72 certain).",
			"At this rate the day ends near $166 without it, near $94 with it.",
		]);
		expect(next?.prose.join(" ")).toContain("All of it is put back from 00:15 by itself");
	});

	test("with the hour's line where the group's hour acts, and the zone where it is another one", () => {
		const hourly: GroupBudget = { ...lab, enforce: ["hour", "day"] };
		expect(nextOf("divert", hourly)[0]?.prose[0]).toContain("or 60 minutes pass $3.33");
		expect(nextOf("divert")[0]?.prose[0]).not.toContain("UTC");
	});

	test("above its last line there is the sentence alone", () => {
		const [last] = nextOf("shutdown", { ...lab, hasCeiling: false });
		expect(last).toMatchObject({ tier: "ok", lineMicroUsd: null, reachedAt: null, steps: [] });
		expect(last?.prose).toEqual([
			"Group lab (174 % of $40) is at shutdown: it has no line above that.",
		]);
	});

	test("a line that is passed already, or not met today, has no time", () => {
		expect(nextOf("ok")[0]).toMatchObject({ tier: "trim", reachedAt: null });
		expect(nextOf("shutdown", { ...lab, hasCeiling: true })[0]).toMatchObject({
			tier: "ceiling",
			reachedAt: at("18:18"),
		});
	});
});

test("the limits of a pass count over the whole fleet, not over the group", () => {
	const member = (name: string) => endpointOf({ name, tags: ["lab"] });
	const others = Array.from({ length: 6 }, (_, index) => endpointOf({ name: `other-${index}` }));
	const [next] = planNextOfGroups({
		tier: "ok",
		endpoints: [member("a"), member("b"), ...others],
		priceOf: () => knownPrice(1),
		policy,
		reading: readingOf(),
		overrides: [],
		held: [],
		records: [],
		now: at("12:00"),
		groups: [{ budget: lab, reading, tier: "ok", endedAt: null }],
	});
	// A quarter of eight, where a quarter of the group alone would be one.
	expect([next?.plan.steps.length, next?.plan.postponed.length]).toEqual([2, 0]);
});
