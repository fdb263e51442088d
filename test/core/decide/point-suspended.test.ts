import fc from "fast-check";
import { expect, test } from "vitest";
import { decideTier } from "../../../shared/core/decide/decide-tier.ts";
import type { Tier } from "../../../shared/domain/policy.ts";
import { at, controlOf, policyOf, readingOf } from "../fixture.ts";

/** The tier after `before`, where metering is known to count too much. */
function decided(ratio: number | { lo: number; point: number; hi: number }, before: Tier = "ok") {
	const input = { reading: readingOf({ ratio }), policy: policyOf(), now: at("12:00") };
	return decideTier({ ...input, control: controlOf({ tier: before }), isPointSuspended: true })
		.tier;
}

test("a point estimate that counts too much begins no trim", () => {
	expect(decided(1.3)).toBe("ok");
	expect(decided({ lo: 0.2, point: 1.4, hi: 2 })).toBe("ok");
});

test("what is judged by lo goes on: divert, shutdown and ceiling", () => {
	expect(decided(1.6)).toBe("divert");
	expect(decided(2.1, "divert")).toBe("shutdown");
	expect(decided(3.1)).toBe("ceiling");
});

test("a trim that stands already is not undone by it", () => {
	expect(decided(1.3, "trim")).toBe("trim");
});

test("it only ever leaves trim out: every other decision is the same", () => {
	const ratio = fc.double({ min: 0, max: 5, noNaN: true });
	fc.assert(
		fc.property(ratio, (value) => {
			const input = { reading: readingOf({ ratio: value }), policy: policyOf(), now: at("12:00") };
			const plain = decideTier({ ...input, control: controlOf() }).tier;
			expect(decided(value)).toBe(plain === "trim" ? "ok" : plain);
		}),
	);
});

test("where the trailing hour acts, its trim is suspended as well", () => {
	const plain = policyOf();
	const policy = { ...plain, budget: { ...plain.budget, enforce: ["hour", "day"] as const } };
	const hourRatios = { lo: 1.3, point: 1.3, hi: 1.3 };
	const reading = readingOf({ ratio: 0.3, hourRatio: 1.3, hourRatios });
	const input = { reading, policy, now: at("12:00"), control: controlOf() };
	expect(decideTier(input).tier).toBe("trim");
	expect(decideTier({ ...input, isPointSuspended: true }).tier).toBe("ok");
});
