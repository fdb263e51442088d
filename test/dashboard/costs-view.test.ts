import { describe, expect, test } from "vitest";
import { costsView } from "../../shared/dashboard/costs-view.ts";
import { frameOf } from "../../shared/dashboard/frame.ts";
import type { BillComparison, BillDrift, Reconciliation } from "../../shared/domain/bill.ts";
import type { Costs } from "../../shared/domain/costs.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { at, dayStart, exactly, quietModel } from "./fixture.ts";
import { usualCosts } from "./fixture-costs.ts";

function viewOf(parts: Partial<Costs>) {
	return costsView(frameOf({ ...quietModel(), costs: { ...usualCosts, ...parts } }));
}

function billOf(parts: Partial<Reconciliation>): Reconciliation {
	if (usualCosts.bill === null) throw new Error("the usual bill is there");
	return { ...usualCosts.bill, ...parts };
}

describe("prices", () => {
	test("say from when the list in force is", () => {
		expect(viewOf({}).prices).toEqual(["Live list of 04:00, 186 rows."]);
		expect(viewOf({ prices: null }).prices[0]).toContain("shipped with the project");
	});

	test("say both numbers of a list that was refused", () => {
		const refused = {
			kind: "jumped" as const,
			hardware: "aws/us-east-1/nvidia-l4/x1",
			before: 800_000,
			after: 8_000_000,
			at: at("03:00"),
		};
		const prices = { source: "live" as const, asOf: at("02:00"), rows: 186, refused };
		expect(viewOf({ prices }).prices[1]).toBe(
			"Refused since 03:00: aws/us-east-1/nvidia-l4/x1 from $0.80/h to $8.00/h. The list above stays in force.",
		);
	});
});

describe("the bill", () => {
	const comparison: BillComparison = {
		from: dayStart,
		to: at("02:00"),
		metered: exactly(100),
		billedMicroUsd: microUsdOf(90),
		endpoints: [],
		booked: true,
	};
	const drift: BillDrift = {
		level: "page",
		ratio: 0.1,
		metered: exactly(100),
		billedMicroUsd: microUsdOf(90),
		suspendsPoint: true,
		worst: null,
	};

	test("says how far both are apart, what was corrected and what that suspends", () => {
		const bill = billOf({ comparisons: [comparison], drift });
		expect(viewOf({ bill, correctedToday: exactly(-10) }).bill).toEqual([
			"Up to 02:00: metered $100.00, billed $90.00, 10.0 % apart.",
			"Corrections in today's spend: −$10.00.",
			"Metered more than billed: trim is suspended, every harder tier is not.",
		]);
	});

	test("says that there is no access, that nothing is compared, or that it was never asked for", () => {
		expect(viewOf({ bill: billOf({ access: "refused" }) }).bill[0]).toMatch(
			/^No access to the bill/,
		);
		expect(viewOf({}).bill).toEqual(["Nothing to compare yet."]);
		expect(viewOf({ bill: null }).bill).toEqual(["Not asked for yet."]);
	});
});

test("hidden costs say what they are made of, what is in the spend already and what is left out", () => {
	expect(viewOf({}).hidden).toEqual([
		"$12.73 to $24.73 together today.",
		"0 scale events: $8.00 to $20.00.",
		"0 cold starts: $4.68 to fetch weights.",
		"Copies of weights: $0.05. Traffic across regions: $0.00.",
		"Initialising: $0.21, in the spend already.",
		"Size not known, left out: acme/private.",
	]);
	expect(viewOf({ hidden: null }).hidden).toEqual([]);
});
