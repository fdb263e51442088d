import { expect, test } from "vitest";
import { lineIsUncertain } from "../../../shared/core/reading/line-is-uncertain.ts";
import type { Summary } from "../../../shared/domain/ledger.ts";
import { microUsdOf } from "../../../shared/domain/money.ts";
import { at, day, exactly, policyOf } from "../fixture.ts";

const { budget } = policyOf();

function summaryOf(lo: number, hi: number): Summary {
	return {
		periodKey: day.key,
		at: at("12:00"),
		spent: { lo: microUsdOf(lo), point: microUsdOf(lo), hi: microUsdOf(hi) },
		ratePerHour: exactly(1),
		bins: [],
		floorPerHour: 0,
		ceilingPerHour: 0,
		forecast: null,
		groups: [],
	};
}

test.each([
	[100, 119, false],
	[100, 120, false],
	[100, 120.01, true],
	[120, 121, true],
	[120.01, 149, false],
	[140, 160, true],
	[190, 210, true],
	[290, 310, true],
	[301, 900, false],
])("of $100 a day, spend between $%d and $%d makes a line uncertain: %s", (lo, hi, want) => {
	expect(lineIsUncertain(summaryOf(lo, hi), day.key, budget)).toBe(want);
});

test("a summary of another day, or none, makes no line uncertain", () => {
	expect(lineIsUncertain(summaryOf(100, 400), "2026-03-03", budget)).toBe(false);
	expect(lineIsUncertain(null, day.key, budget)).toBe(false);
});
