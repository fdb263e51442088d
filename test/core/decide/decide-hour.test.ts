import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideTier } from "../../../shared/core/decide/decide-tier.ts";
import type { Control } from "../../../shared/domain/control.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Decision } from "../../../shared/domain/plan.ts";
import { type Tier, tierOrder } from "../../../shared/domain/policy.ts";
import { controlOf, midnight, policyOf, readingOf } from "../fixture.ts";

const acting = policyOf({}, { enforce: ["hour", "day"] });

/** One minute of a day: spend ÷ budget of the trailing hour (all bounds), and of the day. */
type Minute = { readonly hour: number; readonly day?: number };

/** Decides minute by minute, each on the state that the one before left. */
function decisions(minutes: readonly Minute[], policy = acting): Decision[] {
	const made: Decision[] = [];
	let control: Control = controlOf();
	for (const [index, { hour, day = 0.5 }] of minutes.entries()) {
		const reading = readingOf({ ratio: day, hourRatios: { lo: hour, point: hour, hi: hour } });
		const now = midnight + index * minuteMs;
		const decision = decideTier({ reading, control, policy, now });
		made.push(decision);
		control = {
			...control,
			tier: decision.tier,
			belowSince: decision.belowSince,
			...(decision.hour === null ? {} : { hour: decision.hour }),
		};
	}
	return made;
}

function minutesOf(count: number, hour: number, day?: number): Minute[] {
	return Array.from({ length: count }, () => (day === undefined ? { hour } : { hour, day }));
}

function tiers(made: readonly Decision[]): Tier[] {
	return made.map(({ tier }) => tier);
}

describe("the hour", () => {
	test("only informs unless the policy lets it act", () => {
		const made = decisions(minutesOf(3, 9), policyOf());
		expect(tiers(made)).toEqual(["ok", "ok", "ok"]);
		expect(made[0]?.hour).toBeNull();
	});

	test.each([
		[1.2, "ok"],
		[1.21, "trim"],
		[1.51, "divert"],
		[2.01, "shutdown"],
		[50, "shutdown"],
	])("at %f of its twenty-fourth is %s: the lines of the day, and no ceiling", (hour, tier) => {
		expect(tiers(decisions([{ hour }]))).toEqual([tier]);
	});

	test("says whose line was crossed, and the number that was compared", () => {
		const [decision] = decisions([{ hour: 1.6, day: 0.4 }]);
		expect(decision).toMatchObject({ window: "hour", ratio: 1.6, threshold: 1.5 });
		const [byDay] = decisions([{ hour: 1.3, day: 1.6 }]);
		expect(byDay).toMatchObject({ window: "day", ratio: 1.6, tier: "divert" });
	});

	test("stops nothing on what is not certain", () => {
		const reading = readingOf({ hourRatios: { lo: 1, point: 5, hi: 9 } });
		const decision = decideTier({ reading, control: controlOf(), policy: acting, now: midnight });
		expect(decision.tier).toBe("trim");
	});

	test("ends its tier below 80 % of the line for thirty minutes, not one minute sooner", () => {
		const made = tiers(decisions([...minutesOf(1, 1.3), ...minutesOf(31, 0.95)]));
		expect(made.slice(0, 31)).toEqual(Array.from({ length: 31 }, () => "trim"));
		expect(made[31]).toBe("ok");
		const near = tiers(decisions([...minutesOf(1, 1.3), ...minutesOf(60, 0.96)]));
		expect(near.at(-1)).toBe("trim");
	});

	test("starts waiting anew when it was above in between", () => {
		const rest = [...minutesOf(20, 0.9), ...minutesOf(1, 1), ...minutesOf(29, 0.9)];
		expect(tiers(decisions([...minutesOf(1, 1.3), ...rest])).at(-1)).toBe("trim");
	});

	test("after its second time in a day stays until the new day", () => {
		const once = [...minutesOf(1, 1.3), ...minutesOf(31, 0.5)];
		const made = decisions([...once, ...once, ...minutesOf(600, 0.1)]);
		expect(made[31]?.tier).toBe("ok");
		expect(made.at(-1)).toMatchObject({ tier: "trim", hour: { times: 2 } });
	});

	test("gives a new day its two times again, and the day its own tier back", () => {
		const hour = { tier: "trim", dayTier: "ok", times: 2, belowSince: null } as const;
		const control = controlOf({ tier: "trim", hour, periodKey: "2026-03-01" });
		const reading = readingOf({ ratio: 0, hourRatios: { lo: 0, point: 0, hi: 0 } });
		const decision = decideTier({ reading, control, policy: acting, now: midnight });
		expect(decision).toMatchObject({ tier: "ok", hour: { times: 0, tier: "ok" } });
	});

	test("that ends leaves the day at the tier of the day", () => {
		const made = decisions([...minutesOf(1, 2.5, 1.3), ...minutesOf(31, 0.5, 1.3)]);
		expect(made[0]?.tier).toBe("shutdown");
		expect(made.at(-1)).toMatchObject({ tier: "trim", window: "day", reason: "hour-over" });
	});

	test("never latches the day: a day tier begins with its own line", () => {
		const made = decisions([...minutesOf(1, 1.3, 0.4), ...minutesOf(40, 0.5, 1.25)]);
		expect(made.at(-1)).toMatchObject({ tier: "trim", window: "day" });
		expect(made.at(-1)?.hour?.dayTier).toBe("trim");
	});

	test("ends at once with a raised budget under whose line it is", () => {
		const hour = { tier: "trim", dayTier: "ok", times: 1, belowSince: null } as const;
		const control = controlOf({ tier: "trim", hour, budgetMicroUsd: 1 });
		const reading = readingOf({ ratio: 0.2, hourRatios: { lo: 1, point: 1, hi: 1 } });
		const decision = decideTier({ reading, control, policy: acting, now: midnight });
		expect(decision.tier).toBe("ok");
	});
});

describe("whatever an hour and a day do", () => {
	const minute = fc.record({
		hour: fc.constantFrom(0.1, 0.5, 0.9, 0.97, 1.1, 1.3, 1.6, 2.2),
		day: fc.constantFrom(0.3, 1.1, 1.3, 1.6),
		lasting: fc.integer({ min: 1, max: 45 }),
	});
	const anyDay = fc
		.array(minute, { minLength: 1, maxLength: 20 })
		.map((spells) => spells.flatMap(({ hour, day, lasting }) => minutesOf(lasting, hour, day)));

	test("the tier is never below what the hour and the day reach at that minute", () => {
		const property = fc.property(anyDay, (minutes) => {
			for (const [index, { tier }] of decisions(minutes).entries()) {
				const { hour = 0, day = 0 } = minutes[index] ?? {};
				const reached = decisions([{ hour, day }])[0]?.tier ?? "ok";
				expect(tierOrder.indexOf(tier)).toBeGreaterThanOrEqual(tierOrder.indexOf(reached));
			}
		});
		fc.assert(property, { numRuns: 60 });
	});

	test("an hour tier ends once at most, and never within thirty minutes of its line", () => {
		const property = fc.property(anyDay, (minutes) => {
			const made = decisions(minutes);
			const ends = made.flatMap(({ hour }, index) => {
				const before = made[index - 1]?.hour?.tier ?? "ok";
				return before !== "ok" && hour?.tier === "ok" ? [{ index, before }] : [];
			});
			expect(ends.length).toBeLessThanOrEqual(1);
			for (const { index, before } of ends) {
				const waited = minutes.slice(Math.max(0, index - 30), index + 1);
				const exit = 0.8 * acting.budget.thresholds[before];
				expect(Math.max(...waited.map(({ hour }) => hour))).toBeLessThan(exit);
			}
		});
		fc.assert(property, { numRuns: 60 });
	});

	test("an hour that acts changes nothing of the day's own tier", () => {
		const property = fc.property(anyDay, (minutes) => {
			const withHour = decisions(minutes).map(({ hour }) => hour?.dayTier);
			const alone = tiers(decisions(minutes, policyOf()));
			expect(withHour).toEqual(alone);
		});
		fc.assert(property, { numRuns: 60 });
	});
});
