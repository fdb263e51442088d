import { expect, test } from "vitest";
import {
	billedBetween,
	billedPeriod,
} from "../../../../shared/core/pricing/bill/billed-between.ts";
import type { BilledPeriod, BillSnapshot } from "../../../../shared/domain/bill.ts";

const november = { id: "nov", from: Date.UTC(2026, 10), to: Date.UTC(2026, 11) };
const december = { id: "dec", from: Date.UTC(2026, 11), to: Date.UTC(2027, 0) };

test("two snapshots of a month are subtracted, label by label", () => {
	const earlier = at(10, { ...november, amounts: { a: 7, b: 1 } });
	const later = at(11, { ...november, amounts: { a: 9, b: 1, c: 4 } });
	expect(Object.fromEntries(billedBetween(earlier, later) ?? [])).toEqual({ a: 2, b: 0, c: 4 });
});

test("over the end of a month both months count, the new one from nothing", () => {
	const earlier = at(30, { ...november, amounts: { a: 5 } });
	const later: BillSnapshot = {
		takenAt: Date.UTC(2026, 11, 1, 3),
		periods: [
			{ ...december, amounts: { a: 2 } },
			{ ...november, amounts: { a: 8 } },
		],
	};
	expect(billedBetween(earlier, later)?.get("a")).toBe(5);
	expect(billedBetween(earlier, { ...later, periods: later.periods.slice(0, 1) })).toBeNull();
});

test("a month that began before the earlier snapshot and is not in it cannot be subtracted", () => {
	const earlier: BillSnapshot = { takenAt: Date.UTC(2026, 10, 10), periods: [] };
	const later = at(11, { ...november, amounts: { a: 9 } });
	expect(billedBetween(earlier, later)).toBeNull();
});

test("a month that was over at the earlier snapshot may be gone from the later one", () => {
	const before = { ...november, amounts: { a: 9 } };
	const earlier: BillSnapshot = {
		takenAt: Date.UTC(2026, 11, 2),
		periods: [{ ...december, amounts: { a: 1 } }, before],
	};
	const later: BillSnapshot = {
		takenAt: Date.UTC(2026, 11, 3),
		periods: [{ ...december, amounts: { a: 3 } }],
	};
	expect(billedBetween(earlier, later)?.get("a")).toBe(2);
});

test("rows of one label are added up: hardware was changed", () => {
	const rows = [
		{ label: "a", product: "endpoints/aws/nvidia-t4/x1", microUsd: 5 },
		{ label: "a", product: "endpoints/aws/nvidia-l4/x1", microUsd: 2 },
		{ label: "__proto__", product: "endpoints/aws/nvidia-l4/x1", microUsd: 1 },
	];
	expect(Object.entries(billedPeriod({ ...november, rows }).amounts)).toEqual([
		["a", 7],
		["__proto__", 1],
	]);
});

function at(day: number, ...periods: readonly BilledPeriod[]): BillSnapshot {
	return { takenAt: Date.UTC(2026, 10, day), periods };
}
