import { expect, test } from "vitest";
import { billedBetween } from "../../../../shared/core/pricing/bill/billed-between.ts";
import type { BillSnapshot } from "../../../../shared/domain/bill.ts";

const november = { id: "nov", from: Date.UTC(2026, 10), to: Date.UTC(2026, 11) };
const december = { id: "dec", from: Date.UTC(2026, 11), to: Date.UTC(2027, 0) };

function rows(amounts: Record<string, number>) {
	return Object.entries(amounts).map(([label, microUsd]) => ({ label, product: "p", microUsd }));
}

test("two snapshots of a month are subtracted, label by label", () => {
	const earlier = at(10, { ...november, rows: [...rows({ a: 5 }), ...rows({ a: 2, b: 1 })] });
	const later = at(11, { ...november, rows: rows({ a: 9, b: 1, c: 4 }) });
	expect(Object.fromEntries(billedBetween(earlier, later) ?? [])).toEqual({ a: 2, b: 0, c: 4 });
});

test("over the end of a month both months count, the new one from nothing", () => {
	const earlier = at(30, { ...november, rows: rows({ a: 5 }) });
	const later: BillSnapshot = {
		takenAt: Date.UTC(2026, 11, 1, 3),
		periods: [
			{ ...december, rows: rows({ a: 2 }) },
			{ ...november, rows: rows({ a: 8 }) },
		],
	};
	expect(billedBetween(earlier, later)?.get("a")).toBe(5);
	expect(billedBetween(earlier, { ...later, periods: later.periods.slice(0, 1) })).toBeNull();
});

test("a month that began before the earlier snapshot and is not in it cannot be subtracted", () => {
	const earlier: BillSnapshot = { takenAt: Date.UTC(2026, 10, 10), periods: [] };
	const later = at(11, { ...november, rows: rows({ a: 9 }) });
	expect(billedBetween(earlier, later)).toBeNull();
});

test("a month that was over at the earlier snapshot may be gone from the later one", () => {
	const before = { ...november, rows: rows({ a: 9 }) };
	const earlier: BillSnapshot = {
		takenAt: Date.UTC(2026, 11, 2),
		periods: [{ ...december, rows: rows({ a: 1 }) }, before],
	};
	const later: BillSnapshot = {
		takenAt: Date.UTC(2026, 11, 3),
		periods: [{ ...december, rows: rows({ a: 3 }) }],
	};
	expect(billedBetween(earlier, later)?.get("a")).toBe(2);
});

function at(day: number, ...periods: BillSnapshot["periods"]): BillSnapshot {
	return { takenAt: Date.UTC(2026, 10, day), periods };
}
