import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideTier, higher } from "../../../shared/core/decide/decide-tier.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Decision } from "../../../shared/domain/plan.ts";
import { type Policy, type Tier, tierOrder } from "../../../shared/domain/policy.ts";
import type { Reading } from "../../../shared/domain/reading.ts";
import { at, controlOf, limits, policyOf, readingOf } from "../fixture.ts";
import { rowsOf } from "../table.ts";

type Parts = {
	readonly ratio: Parameters<typeof readingOf>[0];
	readonly tier?: Tier;
	readonly belowSince?: number | null;
	readonly uncertainSince?: number | null;
	readonly periodKey?: string;
	readonly now?: string;
	readonly policy?: Policy;
};

function decide({ ratio, now = "12:00", policy = policyOf(), ...control }: Parts): Decision {
	const reading: Reading = readingOf(ratio);
	return decideTier({ reading, control: controlOf(control), policy, now: at(now) });
}

const lines = `
	| lo    | point | hi   | before   | tier     | reason          | why                                       |
	| ----- | ----- | ---- | -------- | -------- | --------------- | ----------------------------------------- |
	| 0     | 0     | 0    | ok       | ok       | within-budget   | nothing was spent                         |
	| 1.2   | 1.2   | 1.2  | ok       | ok       | within-budget   | a line is passed strictly above           |
	| 1.2   | 1.201 | 1.3  | ok       | trim     | above-threshold | trim is measured on the point             |
	| 0.2   | 1.3   | 1.3  | ok       | trim     | above-threshold | even where lo is far below                |
	| 1.2   | 1.2   | 9    | ok       | ok       | within-budget   | hi alone moves no tier                    |
	| 1.5   | 1.5   | 1.5  | trim     | trim     | latched         | divert is strictly above as well          |
	| 1.5   | 9     | 9    | trim     | trim     | latched         | divert is measured on lo                  |
	| 1.501 | 1.6   | 1.6  | trim     | divert   | above-threshold |                                           |
	| 2     | 9     | 9    | divert   | divert   | latched         | a gap alone stops nothing                 |
	| 2.001 | 2.1   | 2.1  | divert   | shutdown | above-threshold | shutdown is measured on lo                |
	| 2.5   | 2.5   | 2.5  | ok       | shutdown | above-threshold | a jump reaches the highest line           |
	| 3     | 3     | 3    | shutdown | shutdown | latched         | the ceiling is strictly above             |
	| 3.001 | 3.1   | 3.1  | ok       | ceiling  | above-threshold | a jump over all                           |
	| 1.14  | 1.14  | 1.14 | trim     | trim     | latched         | a tier stays when the ratio falls a bit   |
	| 0.1   | 0.1   | 0.1  | shutdown | shutdown | latched         | and for a while when it falls far         |
	| 1.4   | 1.6   | 1.6  | divert   | divert   | latched         | lo fell below the line, the tier stays    |
`;

describe("the tier", () => {
	test.each(rowsOf<"lo" | "point" | "hi" | "before" | "tier" | "reason" | "why">(lines))(
		"at $lo / $point / $hi of the budget after $before is $tier: $why",
		(row) => {
			const ratio = { lo: Number(row.lo), point: Number(row.point), hi: Number(row.hi) };
			const decision = decide({ ratio: { ratio }, tier: row.before as Tier });
			expect([decision.tier, decision.reason]).toEqual([row.tier, row.reason]);
			expect(decision.previousTier).toBe(row.before);
		},
	);

	test.each([
		["trim", "point", 1.3],
		["divert", "lo", 1.6],
		["shutdown", "lo", 2.1],
		["ceiling", "lo", 3.1],
	] as const)("%s says the number that was compared (%s) and its line", (tier, bound, ratio) => {
		const ratios = { lo: ratio, point: ratio, hi: ratio + 1 };
		const other = bound === "point" ? { ...ratios, lo: 0.1 } : { ...ratios, point: ratio + 0.5 };
		const decision = decide({ ratio: { ratio: other } });
		expect(decision).toMatchObject({
			tier,
			ratio,
			threshold: policyOf().budget.thresholds[tier],
		});
	});

	test("follows the lines of the policy, not numbers of its own", () => {
		const thresholds = { trim: 0.5, divert: 0.6, shutdown: 0.7, ceiling: 0.8 };
		const policy = policyOf({}, { thresholds });
		expect(decide({ ratio: { ratio: 0.65 }, policy })).toMatchObject({ tier: "divert" });
		expect(decide({ ratio: { ratio: 0.45 }, policy })).toMatchObject({
			tier: "ok",
			threshold: null,
		});
	});
});

describe("a new period", () => {
	const periodKey = "2026-03-01";

	test("ends every tier of the day before, at once", () => {
		const decision = decide({ ratio: { ratio: 0 }, tier: "ceiling", periodKey });
		expect(decision).toMatchObject({ tier: "ok", previousTier: "ok", reason: "new-period" });
	});

	test("after a day without a tier is nothing to speak of", () => {
		expect(decide({ ratio: { ratio: 0 }, periodKey }).reason).toBe("within-budget");
	});

	test("takes no correction along that the day before had begun", () => {
		const belowSince = at("00:00") - 60 * minuteMs;
		const decision = decide({ ratio: { ratio: 0.1 }, tier: "trim", periodKey, belowSince });
		expect(decision).toMatchObject({ reason: "new-period", belowSince: null });
	});

	test("that is over its line already begins its own tier", () => {
		const decision = decide({ ratio: { ratio: 1.3 }, tier: "trim", periodKey });
		expect(decision).toMatchObject({ tier: "trim", previousTier: "ok", reason: "above-threshold" });
	});
});

describe("a booked correction", () => {
	const corrected = (ratio: number, belowSince: string | null, tier: Tier = "trim") =>
		decide({
			ratio: { ratio },
			tier,
			belowSince: belowSince === null ? null : at(belowSince),
			now: "12:00",
		});

	test("that brings the ratio below 95 % of the line is remembered from that pass on", () => {
		expect(corrected(1.139, null)).toMatchObject({ tier: "trim", belowSince: at("12:00") });
		expect(corrected(1.14, null)).toMatchObject({ tier: "trim", belowSince: null });
	});

	test("ends the tier after thirty minutes, not one minute sooner", () => {
		expect(corrected(1.1, "11:31")).toMatchObject({ tier: "trim", belowSince: at("11:31") });
		expect(corrected(1.1, "11:30")).toMatchObject({
			tier: "ok",
			previousTier: "trim",
			reason: "correction",
			belowSince: null,
		});
	});

	test("starts anew when the ratio was above in between", () => {
		expect(corrected(1.16, "11:00").belowSince).toBeNull();
	});

	test("falls to the tier that the ratio still reaches, not to nothing", () => {
		expect(corrected(1.3, "11:00", "shutdown")).toMatchObject({
			tier: "trim",
			reason: "correction",
		});
	});

	test("of a tier that is measured on lo is measured on lo", () => {
		const ratio = { lo: 1.4, point: 1.8, hi: 1.8 };
		const decision = decide({ ratio: { ratio }, tier: "divert", belowSince: at("11:00") });
		expect(decision).toMatchObject({ tier: "trim", reason: "correction" });
	});

	test("cannot end what is not a tier", () => {
		expect(corrected(0, "11:00", "ok")).toMatchObject({
			reason: "within-budget",
			belowSince: null,
		});
	});
});

describe("spend that may be over the shutdown line", () => {
	const ratio = { lo: 1.9, point: 2, hi: 2.1 };

	test("is uncertain since the first pass that saw it so", () => {
		expect(decide({ ratio: { ratio } }).uncertainSince).toBe(at("12:00"));
		const since = at("11:50");
		expect(decide({ ratio: { ratio }, uncertainSince: since }).uncertainSince).toBe(since);
	});

	test.each([
		["hi is at the line", { lo: 1.9, point: 2, hi: 2 }],
		["lo is over it as well", { lo: 2.001, point: 2.1, hi: 2.2 }],
	])("is not uncertain where %s", (_, ratios) => {
		const decision = decide({ ratio: { ratio: ratios }, uncertainSince: at("11:00") });
		expect(decision.uncertainSince).toBeNull();
	});

	test("stays uncertain while lo is exactly at the line, which is not passed", () => {
		const ratios = { lo: 2, point: 2, hi: 2.1 };
		expect(decide({ ratio: { ratio: ratios } }).uncertainSince).toBe(at("12:00"));
	});
});

describe("whatever was spent", () => {
	const ratios = fc.tuple(fc.nat(400), fc.nat(100), fc.nat(100)).map(([lo, more, most]) => ({
		lo: lo / 100,
		point: (lo + more) / 100,
		hi: (lo + more + most) / 100,
	}));
	const tier = fc.constantFrom(...tierOrder);

	test("inside a day a tier never falls unless a correction has lasted thirty minutes", () => {
		const since = fc.option(fc.integer({ min: at("11:00"), max: at("12:00") }));
		fc.assert(
			fc.property(ratios, tier, since, (ratio, before, belowSince) => {
				const decision = decide({ ratio: { ratio }, tier: before, belowSince });
				const fell = tierOrder.indexOf(decision.tier) < tierOrder.indexOf(before);
				expect(fell).toBe(fell && decision.reason === "correction");
				if (decision.reason === "correction") {
					expect(at("12:00") - (belowSince ?? at("12:00"))).toBeGreaterThanOrEqual(
						limits.correctionExitMs,
					);
				}
			}),
		);
	});

	test("nothing harder than trim is decided unless lo itself is over the line", () => {
		fc.assert(
			fc.property(ratios, (ratio) => {
				const { tier: reached } = decide({ ratio: { ratio } });
				const { thresholds } = policyOf().budget;
				if (reached === "ok" || reached === "trim") return;
				expect(ratio.lo).toBeGreaterThan(thresholds[reached]);
			}),
		);
	});
});

test("the higher of two tiers is the one with more harm", () => {
	expect(higher("trim", "shutdown")).toBe("shutdown");
	expect(higher("ceiling", "ok")).toBe("ceiling");
	expect(higher("divert", "divert")).toBe("divert");
});
