import { describe, expect, test } from "vitest";
import { viewOf } from "../../shared/dashboard/view.ts";
import type { Spending } from "../../shared/domain/spending.ts";
import * as f from "./fixture.ts";
import { usualSpending } from "./fixture-spending.ts";

const spendingOf = (change: Partial<Spending> = {}) => {
	const model = f.quietModel();
	return viewOf({ ...model, spending: { ...model.spending, ...change } }).spending;
};

describe("where the money went", () => {
	test("stands by endpoint, region, model and tag, with its share of today", () => {
		const { shares } = spendingOf();
		expect(shares.map(({ heading }) => heading)).toEqual(["Endpoint", "Region", "Model", "Tag"]);
		expect(shares[0]?.rows[0]).toEqual({ key: "llama-70b-chat", text: "$44.45 · 61 %" });
	});

	test("leaves out what nothing is known of", () => {
		const none = { endpoint: [], region: [], model: [], tag: [] };
		expect(spendingOf({ shares: none }).shares).toEqual([]);
	});

	test("says the burn over all six windows", () => {
		const minutes = [5, 15, 30, 60, 180, 360];
		const burnRates = minutes.map((each) => ({ windowMs: each * 60_000, rate: 1.25 }));
		const model = f.quietModel();
		const reading = model.reading === null ? null : { ...model.reading, burnRates };
		expect(viewOf({ ...model, reading }).spending.burn).toBe(
			"5 min 1.3 × · 15 min 1.3 × · 30 min 1.3 × · 1 h 1.3 × · 3 h 1.3 × · 6 h 1.3 ×",
		);
	});
});

describe("beside today", () => {
	test("week and month are told, since when where metering began inside them", () => {
		expect(spendingOf().toDate).toBe(
			"This week $1,684.20 · this month $5,020.75 (since Tue 10 Nov 00:00)",
		);
		const since = (usualSpending.week?.from ?? 0) + 24 * 3_600_000;
		const begun = (spent: Spending["week"]) => (spent === null ? null : { ...spent, since });
		const { week, month } = usualSpending;
		expect(spendingOf({ week: begun(week), month: begun(month) }).toDate).toBe(
			"This week $1,684.20 · this month $5,020.75 (since Tue 17 Nov 00:00)",
		);
		expect(spendingOf({ week: null, month: null }).toDate).toBeNull();
	});

	test("a group stands in the day of its own zone, with its own budget and its members", () => {
		expect(spendingOf().groups).toEqual([
			{
				name: "research",
				zone: "Thu 19 Nov 2026, Asia/Kolkata",
				spent: "$31.20 of $120",
				share: "26 %",
				rate: "$6.00/h",
				end: "$80 · $93 · $171",
				members: "mixtral-exp-2, flux-image",
			},
		]);
		const [group] = usualSpending.groups;
		if (group === undefined) throw new Error("there is no group");
		const members = (endpoints: readonly string[]) =>
			spendingOf({ groups: [{ ...group, endpoints }] }).groups[0]?.members;
		expect(members([])).toBe("no endpoint");
		expect(members(["a", "b", "c", "d"])).toBe("4 endpoints: a, b …");
	});
});
