import { describe, expect, test } from "vitest";
import type { PlanInput } from "../../../shared/core/plan/plan-input.ts";
import { planTier } from "../../../shared/core/plan/plan-tier.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
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

const rules = [
	{ tag: "critical", criticality: "critical" as const },
	{ tag: "expendable", criticality: "expendable" as const },
];
const wide = { endpointsPerPassRatio: 1, replicasPerPassRatio: 1 };
const policy = policyOf(
	{ rules, limits: { ...policyOf().limits, ...wide } },
	{ scope: { trim: "sufficient", divert: "sufficient", shutdown: "sufficient" } },
);

/** Noon of a $100 day; from 4 replicas down to 1 saves $36 by midnight at $1/h. */
const fleet = ["a", "b", "c", "d"].map((name) =>
	endpointOf({
		name,
		readyReplica: 4,
		targetReplica: 4,
		tags: name === "d" ? ["expendable"] : [],
	}),
);

/** A day that ends so, because nothing is spent any more: only what is needed counts here. */
function endingAt(usd: number) {
	return readingOf({ ratio: usd / 100, ratePerHour: exactly(0) });
}

/** Trim of a day that ends this many dollars over the divert line ($150) at its present rate. */
function plan(overUsd: number, parts: Partial<PlanInput> = {}): Plan {
	return planTier({
		tier: "trim",
		endpoints: fleet,
		priceOf: () => knownPrice(1),
		policy,
		reading: endingAt(150 + overUsd),
		overrides: [],
		held: [],
		records: [],
		now: at("12:00"),
		...parts,
	});
}

function names({ steps, postponed }: Plan): string[] {
	return [...steps, ...postponed].map(({ endpoint }) => endpoint);
}

describe("the scope sufficient", () => {
	test("does nothing on a day that stays under the next line by itself, and says so of each endpoint", () => {
		const made = plan(-1);
		expect(names(made)).toEqual([]);
		expect(made.untouched.map(({ reason }) => reason)).toEqual(fleet.map(() => "not-needed"));
		expect(made.chosen).toMatchObject({ scope: "sufficient", neededMicroUsd: microUsdOf(-1) });
	});

	test("takes the least disruptive endpoints whose savings keep the day under the next line", () => {
		expect(names(plan(36))).toEqual(["d"]);
		expect(names(plan(37))).toHaveLength(2);
		expect(names(plan(1_000))).toEqual(["d", "a", "b", "c"]);
	});

	test("spares who has the requests, where that is known", () => {
		const shares: Readonly<Record<string, number>> = { a: 0.05, b: 0.15, c: 0.1, d: 0.7 };
		const made = plan(36, { requestShareOf: ({ name }) => shares[name] ?? null });
		expect(names(made)).toEqual(["a"]);
	});

	test("shows what the scope all would do beside it", () => {
		const { chosen, other } = plan(36);
		expect(other).toMatchObject({ scope: "all", endpoints: ["a", "b", "c", "d"] });
		expect(other?.savesByPeriodEnd.lo).toBe(microUsdOf(4 * 36));
		expect(chosen?.disruption).toBeLessThan(other?.disruption ?? 0);
	});

	test("counts what earlier steps will save, also before the replicas are gone", () => {
		const written = { ...heldOf().written, minReplica: 1, maxReplica: 1 };
		const held = [heldOf({ endpoint: "d", criticality: "expendable", written })];
		const records = [recordOf({ endpoint: "d", replicas: 4 })];
		expect(names(plan(36, { held, records }))).toEqual([]);
		expect(names(plan(37, { held, records }))).toHaveLength(1);
	});

	test("where the hour acts, takes what keeps the hours under their next line as well", () => {
		const { budget } = policy;
		const acting = { ...policy, budget: { ...budget, enforce: ["hour", "day"] as const } };
		// An hour of $150 a day is $6.25; $8 an hour are $1.75 too much, and one endpoint saves $3.
		const reading = { ...endingAt(20), ratePerHour: exactly(8) };
		expect(names(plan(0, { reading }))).toEqual([]);
		expect(names(plan(0, { reading, policy: acting }))).toEqual(["d"]);
		const wild = { ...reading, ratePerHour: exactly(6.25 + 5) };
		expect(names(plan(0, { reading: wild, policy: acting }))).toHaveLength(2);
	});

	test("goes on with a step that was sent and has not landed", () => {
		const held = [heldOf({ endpoint: "b", status: "intended" })];
		const records = [recordOf({ endpoint: "b", replicas: 4 })];
		expect(names(plan(-50, { held, records }))).toEqual(["b"]);
	});

	test("at shutdown caps where pausing is not needed, and says that a harder way was left", () => {
		const reading = endingAt(310);
		const made = plan(0, { tier: "shutdown", reading });
		expect(made.steps.map(({ endpoint, method }) => `${endpoint} ${method}`)).toEqual(["d cap"]);
		expect(made.rejected).toContainEqual({
			method: "pause",
			reason: "not-needed",
			endpoints: ["a", "b", "c", "d"],
		});
		expect(made.rejected.map(({ reason }) => reason)).toContain("no-cheaper-route");
	});

	test("is not for the ceiling: there is no line above it", () => {
		const reading = endingAt(310);
		const made = plan(0, { tier: "ceiling", reading });
		expect(made.steps.map(({ method }) => method)).toEqual(fleet.map(() => "pause"));
		expect(made.other).toBeNull();
	});
});

test("savings count only until the period ends", () => {
	const late = plan(1_000, { now: at("23:00") });
	expect(late.steps[0]?.savesByPeriodEnd).toEqual({ lo: microUsdOf(3), point: microUsdOf(3) });
	expect(late.steps[0]?.savesMicroUsdPerHour).toBe(microUsdOf(3));
});

test("what is only wanted by the autoscaler is no proven saving", () => {
	const endpoints = [endpointOf({ readyReplica: 1, targetReplica: 4 })];
	const [step] = plan(1_000, { endpoints }).steps;
	expect(step?.savesByPeriodEnd).toEqual({ lo: 0, point: microUsdOf(36) });
});
