import { expect, test } from "vitest";
import { frameOf } from "../../shared/dashboard/frame.ts";
import { savingsText } from "../../shared/dashboard/savings-view.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { noSavings, noSavingTotals, type Savings } from "../../shared/domain/saving.ts";
import { quietModel } from "./fixture.ts";

const saved = { lo: microUsdOf(10), point: microUsdOf(20), hi: microUsdOf(40) };

function textOf(parts: Partial<Savings>): string | null {
	const savings = { ...noSavings(0), ...parts };
	return savingsText(frameOf({ ...quietModel(), savings }));
}

test("the page says what was saved as an interval, and the guard's own cost beside it", () => {
	const month = { saved, actions: 3, unproven: 1 };
	const own = { passes: 43_200, microUsd: microUsdOf(1.2) };
	const text = textOf({ month, ownCost: { day: own, month: own } });
	expect(text).toBe(
		"Saved today nothing, this month $20.00 ($10.00 to $40.00, 1 of 3 actions without a proven saving); the guard itself $1.20 this month.",
	);
});

test("in shadow the page says what enforcing would have saved in seven days", () => {
	const text = textOf({ would: { week: { ...noSavingTotals, saved, actions: 2 } } });
	expect(text).toBe("Enforcing would have saved $20.00 ($10.00 to $40.00) in seven days.");
});

test("where nothing was done nothing is said", () => {
	expect(textOf({})).toBeNull();
});
