import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Held } from "../../../shared/domain/control.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import { at, day, dayMs, policyOf, readingOf } from "../fixture.ts";
import { rowsOf } from "../table.ts";
import {
	capped,
	overridesOf,
	plan,
	recordFor,
	stopped,
	verdict,
	yesterday,
} from "./restore-case.ts";

const cases = `
	| held      | tier     | override    | now   | verdict      | why                                         |
	| --------- | -------- | ----------- | ----- | ------------ | ------------------------------------------- |
	| yesterday | ok       |             | 00:15 | new-period   | fifteen minutes have passed                 |
	| yesterday | ok       |             | 00:14 | too-early    | and not before                              |
	| today     | ok       |             | 00:20 | correction   | its own day has no tier any more            |
	| today     | ok       |             | 00:01 | correction   | which needs no wait                         |
	| today     | trim     |             | 00:20 | period-runs  | its day is still over a line                |
	| yesterday | trim     |             | 00:20 | period-runs  | as is the new one                           |
	| today     | shutdown | restore-now | 00:20 | restore-now  | a person wants it                           |
	| yesterday | ok       | restore-now | 00:01 | restore-now  | at once                                     |
	| today     | ceiling  | restore-now | 00:20 | period-runs  | the ceiling stands above every override     |
	| today     | shutdown | hold        | 00:20 | period-runs  | a hold restores nothing                     |
	| today     | shutdown | expired     | 00:20 | period-runs  | an override ends                            |
	| today     | shutdown | other       | 00:20 | period-runs  | it was meant for another endpoint           |
`;

describe("an endpoint stopped by the guard", () => {
	test.each(rowsOf<"held" | "tier" | "override" | "now" | "verdict" | "why">(cases))(
		"$held, looked at at $now in tier $tier with the override '$override': $verdict, for $why",
		(row) => {
			const held = stopped("chat", { periodKey: row.held === "today" ? day.key : yesterday });
			const now = at(row.now);
			const reading = readingOf({ ratio: 0, at: now, floorMicroUsd: 0 });
			const overrides = overridesOf(row.override, now);
			const tier = row.tier as Tier;
			expect(verdict(held, { tier, now, reading, overrides })).toBe(row.verdict);
		},
	);

	test("waits while the data is stale, even for a person's wish", () => {
		const reading = readingOf({ stale: true });
		const overrides = overridesOf("restore-now", at("00:20"));
		expect(verdict(stopped("chat"), { reading })).toBe("stale-data");
		expect(verdict(stopped("chat"), { reading, overrides, tier: "trim" })).toBe("stale-data");
	});

	test("waits for its next try after the account refused", () => {
		const held = stopped("chat", { status: "restoring", nextAttemptAt: at("00:21") });
		expect(verdict(held)).toBe("retry-later");
		expect(verdict(held, { now: at("00:21") })).toBe("new-period");
	});

	test("never comes back without its own record", () => {
		const held = stopped("chat");
		const foreign = [{ generation: 2 }, { createdAt: 1 }, { endpoint: "other" }];
		const records = foreign.map((parts) => recordFor(held, parts));
		expect(verdict(held, { records })).toBe("record-missing");
		const { steps } = plan([held], { records: [...records, recordFor(held, { replicas: 7 })] });
		expect(steps[0]?.record.replicas).toBe(7);
	});

	test("is a question to a person when its record is older than seven days, but for that person's own wish", () => {
		const held = stopped("chat");
		const takenAt = at("00:20") - 7 * dayMs;
		const of = (age: number) => [recordFor(held, { takenAt: takenAt - age })];
		expect(verdict(held, { records: of(0) })).toBe("new-period");
		expect(verdict(held, { records: of(1) })).toBe("record-too-old");
		const overrides = overridesOf("restore-now", at("00:20"));
		expect(verdict(held, { records: of(1), overrides })).toBe("restore-now");
	});

	test.each([
		["intended", true],
		["applied", true],
		["recorded", true],
		["restoring", true],
		["restored", false],
		["superseded", false],
	] as const)("comes back while it is %s: %s", (status, comes) => {
		expect(verdict(stopped("chat", { status }))).toBe(comes ? "new-period" : undefined);
	});
});

describe("a wave", () => {
	test("brings back the most critical first, then by name, a quarter of what is held", () => {
		const held = [
			stopped("z-standard"),
			stopped("a-expendable", { criticality: "expendable" }),
			stopped("b-standard"),
			stopped("y-critical", { criticality: "critical" }),
			...["1", "2", "3", "4"].map((name) => stopped(name, { criticality: "expendable" })),
		];
		const reading = readingOf({ ratio: 0, at: at("23:59"), floorMicroUsd: 0 });
		const { steps, waiting } = plan(held, { reading, now: at("23:59") });
		expect(steps.map((step) => step.held.endpoint)).toEqual(["y-critical", "b-standard"]);
		expect(waiting.map(({ endpoint, reason }) => `${endpoint} ${reason}`)).toEqual([
			"z-standard next-wave",
			...["1", "2", "3", "4", "a-expendable"].map((name) => `${name} next-wave`),
		]);
	});

	test("is at least one endpoint", () => {
		expect(plan([stopped("a"), stopped("b")]).steps).toHaveLength(1);
	});

	test("is not used up by those who have to wait", () => {
		const late = stopped("a", { nextAttemptAt: at("09:00") });
		const { steps } = plan([late, stopped("b")]);
		expect(steps.map((step) => step.held.endpoint)).toEqual(["b"]);
	});
});

describe("the gate of the new budget", () => {
	/** Two hours are left: an endpoint of minimum 1 at $1/h adds $2 to the floor. */
	const late = (floor: number) => ({
		now: at("22:00"),
		reading: readingOf({ at: at("22:00"), floorMicroUsd: microUsdOf(floor) }),
		policy: policyOf({ limits: { ...policyOf().limits, endpointsPerPassRatio: 1 } }),
	});

	test("lets an endpoint pass while the floor with it is at most the budget", () => {
		expect(verdict(stopped("chat"), late(98))).toBe("new-period");
		expect(verdict(stopped("chat"), late(98.01))).toBe("over-budget");
	});

	test("counts what shadow only recorded once, since it runs on", () => {
		const recorded = stopped("chat", { status: "recorded" });
		expect(verdict(recorded, late(100))).toBe("new-period");
		expect(verdict(recorded, late(100.01))).toBe("over-budget");
	});

	test("counts those who come back together", () => {
		const { steps, waiting } = plan([stopped("a"), stopped("b"), stopped("c")], late(95));
		expect(steps.map((step) => step.held.endpoint)).toEqual(["a", "b"]);
		expect(waiting).toEqual([{ endpoint: "c", reason: "over-budget" }]);
	});

	test("goes on to a cheaper one after one that is too dear", () => {
		const held = [stopped("a-dear"), stopped("b-cheap")];
		const records = held.map((each) =>
			recordFor(each, { priceMicroUsdPerHour: microUsdOf(each.endpoint === "a-dear" ? 9 : 1) }),
		);
		const { steps } = plan(held, { ...late(95), records });
		expect(steps.map((step) => step.held.endpoint)).toEqual(["b-cheap"]);
	});

	test("is open to critical endpoints, to those that were only capped, and to a person's wish", () => {
		expect(verdict(stopped("chat", { criticality: "critical" }), late(500))).toBe("new-period");
		expect(verdict(capped("chat"), late(500))).toBe("new-period");
		const overrides = overridesOf("restore-now", at("22:00"));
		expect(verdict(stopped("chat"), { ...late(500), overrides })).toBe("restore-now");
	});

	test("counts what critical endpoints add before it asks the others", () => {
		const held = [stopped("a"), stopped("b", { criticality: "critical" })];
		const { steps, waiting } = plan(held, late(97));
		expect(steps.map((step) => step.held.endpoint)).toEqual(["b"]);
		expect(waiting).toEqual([{ endpoint: "a", reason: "over-budget" }]);
	});
});

test("any held endpoint comes back or waits with one reason, and the order of the list does not matter", () => {
	const held = fc
		.uniqueArray(
			fc.record({
				endpoint: fc.stringMatching(/^[a-f]{1,2}$/),
				criticality: fc.constantFrom("critical", "standard", "expendable"),
				status: fc.constantFrom("applied", "restoring", "recorded"),
				isCap: fc.boolean(),
				wait: fc.nat(40),
			}),
			{ selector: ({ endpoint }) => endpoint, maxLength: 9 },
		)
		.map((all) =>
			all.map(({ isCap, wait, endpoint, ...parts }) => {
				const nextAttemptAt = at("00:00") + wait * minuteMs;
				const own = { ...parts, nextAttemptAt } as Partial<Held>;
				return isCap ? capped(endpoint, own) : stopped(endpoint, own);
			}),
		);
	const floor = fc.integer({ min: 0, max: 120 });
	fc.assert(
		fc.property(held, floor, (all, usd) => {
			const reading = readingOf({ ratio: 0, at: at("00:20"), floorMicroUsd: microUsdOf(usd) });
			const made = plan(all, { reading });
			expect(plan(all.toReversed(), { reading })).toEqual(made);
			const named = [
				...made.steps.map((step) => step.held.endpoint),
				...made.waiting.map(({ endpoint }) => endpoint),
			];
			expect(named.toSorted()).toEqual(all.map(({ endpoint }) => endpoint).toSorted());
			expect(made.steps.length).toBeLessThanOrEqual(Math.max(1, Math.floor(all.length / 4)));
		}),
	);
});
