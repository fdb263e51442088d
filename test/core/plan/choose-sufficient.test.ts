import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type Choice,
	chooseSufficient,
	type Option,
} from "../../../shared/core/plan/choose-sufficient.ts";

const parts = 2_000;

/** A ladder: each option saves and hurts at least as much as the one before it. */
const ladder = fc
	.array(fc.record({ saves: fc.nat(60_000_000), disruption: fc.nat(900) }), { maxLength: 5 })
	.map((options) => options.map((option, index) => sumUpTo(options, index, option)));

function sumUpTo(options: readonly Option[], index: number, option: Option): Option {
	const before = options.slice(0, index);
	return {
		saves: before.reduce((sum, each) => sum + each.saves, option.saves),
		disruption: before.reduce((sum, each) => sum + each.disruption, option.disruption),
	};
}

const fleet = fc.array(ladder, { minLength: 1, maxLength: 10 });

function total(
	groups: readonly (readonly Option[])[],
	choices: readonly Choice[],
	value: (option: Option) => number,
): number {
	return groups.reduce((sum, group, index) => {
		const option = group[choices[index] ?? -1];
		return option === undefined ? sum : sum + value(option);
	}, 0);
}

/** The least disruption that saves `need`, by trying everything; Infinity where nothing does. */
function bruteForce(groups: readonly (readonly Option[])[], need: number): number {
	const [first, ...rest] = groups;
	if (need <= 0) return 0;
	if (first === undefined) return Number.POSITIVE_INFINITY;
	const without = bruteForce(rest, need);
	return first.reduce(
		(best, { saves, disruption }) =>
			disruption >= best ? best : Math.min(best, disruption + bruteForce(rest, need - saves)),
		without,
	);
}

function floored(groups: readonly (readonly Option[])[], need: number) {
	const part = need / parts;
	return groups.map((group) =>
		group.map(({ saves, disruption }) => ({ saves: Math.floor(saves / part), disruption })),
	);
}

describe("the sufficient scope, on 1,000 random fleets of up to ten endpoints with up to five rungs", () => {
	test("is as little disruptive as the best of all choices, up to the flooring, and reaches whatever any reaches", () => {
		const property = fc.property(
			fleet,
			fc.double({ min: 0.01, max: 1.2, noNaN: true }),
			(groups, share) => {
				const most = groups.map((group) => group.length - 1);
				const possible = total(groups, most, ({ saves }) => saves);
				const need = Math.max(1, Math.round(possible * share));
				const choices = chooseSufficient(groups, need);
				const disruption = total(groups, choices, (option) => option.disruption);
				const saved = total(groups, choices, ({ saves }) => saves);
				expect(disruption).toBeLessThanOrEqual(total(groups, most, (option) => option.disruption));
				if (possible < need) return;
				expect(saved).toBeGreaterThanOrEqual(need);
				expect(disruption).toBeGreaterThanOrEqual(bruteForce(groups, need));
				expect(disruption).toBeLessThanOrEqual(bruteForce(floored(groups, need), parts));
			},
		);
		fc.assert(property, { numRuns: 1_000 });
	}, 60_000);

	test("chooses nothing where nothing is needed, and everything where everything is not enough", () => {
		const property = fc.property(fleet, (groups) => {
			const most = groups.map((group) => (group.length === 0 ? null : group.length - 1));
			const possible = total(groups, most, ({ saves }) => saves);
			expect(chooseSufficient(groups, 0).every((choice) => choice === null)).toBe(true);
			expect(chooseSufficient(groups, possible + 1)).toEqual(most);
		});
		fc.assert(property, { numRuns: 200 });
	});
});

test("gives up what only the flooring made look necessary", () => {
	const whole = [{ saves: 1_000_000, disruption: 5 }];
	const dust = [{ saves: 499, disruption: 50 }];
	expect(chooseSufficient([whole, dust], 1_000_000)).toEqual([0, null]);
});

test("takes the softer rung of each where that is enough", () => {
	const group = [
		{ saves: 11, disruption: 1 },
		{ saves: 30, disruption: 9 },
	];
	expect(chooseSufficient([group, group, group], 30)).toEqual([0, 0, 0]);
	expect(chooseSufficient([group, group, group], 50)).toContain(1);
});
