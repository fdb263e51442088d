import { expect, test } from "vitest";
import { defaultAccounting } from "../../shared/config/accounting-schema.ts";
import { loadPolicy } from "../../shared/config/load-policy.ts";

const policy = "version: 1\nzone: UTC\ndailyBudgetUsd: 1\ndefaults: { criticality: standard }\n";

function load(text: string) {
	return loadPolicy(`${policy}${text}`, { file: "guardrail.yml", defaultMode: "shadow" });
}

test("a policy that says nothing of prices, hidden costs and the bill gets the documented defaults", () => {
	const loaded = load("");
	expect(loaded.ok && loaded.policy.accounting).toEqual(defaultAccounting);
	expect(defaultAccounting).toEqual({
		prices: {
			refreshMs: 3_600_000,
			retryMs: 300_000,
			fewestRows: 10,
			smallestShare: 0.5,
			jumpFactor: 10,
		},
		hiddenCosts: {
			transferMicroUsdPerGb: 90_000,
			egressMicroUsdPerGb: 90_000,
			egressGbPerDay: 0,
			storageCopies: 3,
			storageMicroUsdPerGbMonth: 18_000,
			scaleEventMicroUsd: { lo: 2_000_000, hi: 5_000_000 },
			bytesPerParameter: 2,
		},
		bill: {
			everyMs: 21_600_000,
			settleMs: 86_400_000,
			lagMs: 0,
			rounding: "millisecond",
			warnRatio: 0.02,
			pageRatio: 0.05,
			leastMicroUsd: 100_000,
			bookFromMicroUsd: 10_000,
			bookUpToRatio: 0.5,
			overMs: 86_400_000,
		},
	});
});

test.each([
	["prices: { jumpFactor: 1 }", "jumpFactor"],
	["hiddenCosts: { scaleEventLeastUsd: 6 }", "scaleEventMostUsd"],
	["bill: { rounding: hour }", "rounding"],
	["bill: { everyDays: 1 }", "everyDays"],
	["bill: { warnRatio: 5 }", "warnRatio"],
])("%s is refused with the name of the key", (text, key) => {
	const loaded = load(text);
	expect(
		loaded.ok ? [] : loaded.problems.map((problem) => JSON.stringify(problem)).join(),
	).toContain(key);
});

test("each section can be set by itself", () => {
	const loaded = load("bill: { settleHours: 6, lagMinutes: 90 }\nprices: { jumpFactor: 20 }\n");
	if (!loaded.ok) throw new Error("refused");
	const { bill, prices, hiddenCosts } = loaded.policy.accounting;
	expect(bill).toMatchObject({ settleMs: 21_600_000, lagMs: 5_400_000, warnRatio: 0.02 });
	expect(prices.jumpFactor).toBe(20);
	expect(hiddenCosts).toEqual(defaultAccounting.hiddenCosts);
});
