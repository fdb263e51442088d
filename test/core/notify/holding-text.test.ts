import { describe, expect, test } from "vitest";
import { explainPlan } from "../../../shared/core/notify/explain-plan.ts";
import { nextOfHeld } from "../../../shared/core/plan/next-of-held.ts";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import type { Held } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Budget, Tier } from "../../../shared/domain/policy.ts";
import {
	at,
	endpointOf,
	heldOf,
	knownPrice,
	overrideOf,
	pausedWrite,
	policyOf,
	readingOf,
	recordOf,
} from "../fixture.ts";

type Case = {
	readonly held?: Partial<Held>;
	readonly endpoint?: Parameters<typeof endpointOf>[0];
	readonly budget?: Partial<Budget>;
	readonly parts?: Partial<PlanInput>;
	/** The plan that is put into words; absent: that of the tier in force. */
	readonly plan?: Tier;
};

/** What the plan says of `chat`, which was min 1 max 4 before the guard acted on it. */
function saidOf(
	tier: Tier,
	{ held = {}, endpoint = {}, budget = {}, parts = {}, plan }: Case = {},
) {
	const capped: Endpoint = endpointOf({
		maxReplica: 1,
		readyReplica: 1,
		targetReplica: 1,
		...endpoint,
	});
	const input: PlanInput = {
		tier,
		endpoints: [capped],
		priceOf: () => knownPrice(2),
		policy: policyOf({}, budget),
		reading: readingOf({ ratio: 1.3 }),
		overrides: [],
		held: [heldOf(held)],
		records: [recordOf({ replicas: 4 })],
		now: at("12:00"),
		...parts,
	};
	const { untouched, steps } = explainPlan({
		plan: planTier({ ...input, tier: plan ?? tier }),
		reading: input.reading,
		policy: input.policy,
		mode: "enforce",
		since: null,
		holding: { held: input.held, records: input.records, next: nextOfHeld(input) },
	});
	return untouched[0]?.words ?? steps[0]?.change;
}

describe("an endpoint that an earlier step holds is told as held", () => {
	const cheap = { priceOf: () => knownPrice(0.1) };

	test("with what was done, since when, by which tier, and what the next line does to it", () => {
		const held = "held: capped 4 → 1 since 11:00 (trim); paused at 200 %";
		expect(saidOf("trim")).toBe(held);
		expect(saidOf("divert")).toBe(held);
		expect(saidOf("trim", { plan: "divert" })).toBe(held);
	});

	test("and as a step where that line is the one that is planned", () => {
		expect(saidOf("trim", { plan: "shutdown" })).toBe("pause");
	});

	test("also where the guard's own cap is why it is at its floor, or too cheap to pause", () => {
		const past = "held: capped 4 → 1 since 11:00 (trim); paused at 300 %";
		expect(saidOf("trim", { parts: cheap, endpoint: { minReplica: 1 } })).toBe(past);
		expect(saidOf("shutdown", { parts: cheap })).toBe(past);
		const woken = { held: { status: "intended" } } as const;
		expect(saidOf("divert", woken)).toBe("held: capped 4 → 1, sent 11:00 (trim); paused at 200 %");
	});

	test("paused, it has nothing harder to come", () => {
		const held = { method: "pause", tier: "shutdown", written: pausedWrite } as const;
		expect(saidOf("shutdown", { held, endpoint: { state: "paused" } })).toBe(
			"held: paused since 11:00 (shutdown)",
		);
	});

	test("with the part that the scope may leave out", () => {
		const scope = { trim: "all", divert: "all", shutdown: "sufficient" } as const;
		expect(saidOf("trim", { budget: { scope } })).toContain(
			"; paused at 200 % where that is needed",
		);
	});

	test("with the order that keeps it as it is", () => {
		const hold = overrideOf({ kind: "hold" });
		expect(saidOf("trim", { parts: { overrides: [hold] } })).toBe(
			"held: capped 4 → 1 since 11:00 (trim); paused at 300 %; held by an override",
		);
	});

	test("with the day where it was not today, and the group whose budget holds it and goes on", () => {
		const written = { ...heldOf().written, at: at("11:00") - 24 * 3_600_000 };
		const yesterday = { written, periodKey: "2026-03-01" };
		expect(saidOf("trim", { held: yesterday })).toMatch(
			/^held: capped 4 → 1 since 2026-03-01 11:00 /,
		);
		const budget = { ...policyOf().budget, name: "research", members: [{ name: "chat" }] };
		const group = {
			budget,
			reading: readingOf({ ratio: 1.3 }),
			tier: "trim",
			endedAt: null,
		} as const;
		expect(saidOf("ok", { held: { budget: "research" }, parts: { groups: [group] } })).toBe(
			"held: capped 4 → 1 since 11:00 (trim of group research); paused at 200 %; paused at 200 % of group research",
		);
	});
});
