import { describe, expect, test } from "vitest";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import type { Override } from "../../../shared/domain/override.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import { at, endpointOf, knownPrice, overrideOf, policyOf, readingOf } from "../fixture.ts";

const rules = [
	{ tag: "critical", criticality: "critical" as const },
	{ tag: "protected", protected: true },
];
const asking = policyOf({ rules }, { criticalAtShutdown: "ask" });
const fleet = [
	endpointOf({ name: "batch" }),
	endpointOf({ name: "prod", tags: ["critical"] }),
	endpointOf({ name: "vital", tags: ["critical", "protected"] }),
];

function plan(overrides: readonly Override[] = [], tier: Tier = "shutdown", policy = asking) {
	const made = planTier({
		tier,
		endpoints: fleet,
		priceOf: () => knownPrice(1),
		policy,
		reading: readingOf({ ratio: 2.1 }),
		overrides,
		held: [],
		records: [],
		now: at("12:00"),
	});
	const steps = [...made.steps, ...made.postponed];
	return {
		steps: steps.map(({ endpoint, method }) => `${endpoint} ${method}`).toSorted(),
		question: made.remarks.find((remark) => remark.includes("approve")) ?? null,
	};
}

/** The id that the question names. */
function idIn(question: string | null): string {
	return /approve ([0-9a-f]+)/.exec(question ?? "")?.[1] ?? "none";
}

function answer(kind: "approve" | "deny", planHash: string): Override {
	return overrideOf({ kind, details: { planHash } });
}

describe("criticalAtShutdown: ask", () => {
	test("keeps one replica of a critical endpoint and asks, with the order that approves", () => {
		const { steps, question } = plan();
		expect(steps).toEqual(["batch pause", "prod cap"]);
		expect(question).toMatch(/^prod keep one replica until a person approves the pause: guardrail/);
	});

	test("pauses it once a person approved just this question", () => {
		const id = idIn(plan().question);
		expect(plan([answer("approve", id)])).toEqual({
			steps: ["batch pause", "prod pause"],
			question: null,
		});
		expect(plan([answer("approve", "0123456789abcdef")]).steps).toContain("prod cap");
	});

	test("lets a denial win over any approval", () => {
		const id = idIn(plan().question);
		expect(plan([answer("approve", id), answer("deny", id)]).steps).toContain("prod cap");
	});

	test("asks again at another tier and for another fleet, and never below shutdown", () => {
		const id = idIn(plan().question);
		expect(idIn(plan([], "ceiling").question)).not.toBe(id);
		expect(plan([], "divert").question).toBeNull();
	});

	test("asks nothing where the policy has the answer", () => {
		expect(plan([], "shutdown", policyOf({ rules })).question).toBeNull();
	});
});
