import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../../shared/config/accounting-schema.ts";
import { compareBill, wholeNamespace } from "../../../../shared/core/pricing/bill/compare-bill.ts";
import { correctedBy } from "../../../../shared/core/pricing/bill/corrected-by.ts";
import { judgeDrift } from "../../../../shared/core/pricing/bill/judge-drift.ts";
import type { BillComparison, MeteredEndpoint } from "../../../../shared/domain/bill.ts";
import { hourMs, quarterMs } from "../../../../shared/domain/instant.ts";
import { addBounds, type Bounds, noMoney } from "../../../../shared/domain/money.ts";

const settings = defaultAccounting.bill;
const window = { from: 0, to: 6 * hourMs };
const dollar = 1_000_000;

/** Metered evenly over the quarters of the window, exactly or between bounds. */
function evenly(
	endpoint: string,
	perQuarter: Partial<Bounds> & { point: number },
): MeteredEndpoint {
	const metered = { lo: perQuarter.point, hi: perQuarter.point, ...perQuarter };
	const parts = Array.from({ length: 24 }, (_, index) => ({
		from: index * quarterMs,
		to: (index + 1) * quarterMs,
		metered,
	}));
	return { endpoint, parts };
}

function compare(metered: readonly MeteredEndpoint[], billed: Record<string, number>) {
	const growth = new Map(Object.entries(billed));
	return compareBill({ window, metered, billed: growth, settings, now: 30 * hourMs });
}

describe("the entries that a bill makes", () => {
	const money = fc.integer({ min: 0, max: 50 * dollar });
	const part = fc
		.tuple(money, money, money)
		.map(([a, b, c]): [number, number, number] => {
			const least = Math.min(a, b, c);
			const most = Math.max(a, b, c);
			return [least, a + b + c - least - most, most];
		})
		.map(([lo, point, hi]) => ({ lo, point, hi }));
	const endpoint = fc.array(part, { minLength: 24, maxLength: 24 }).map((all) =>
		all.map((metered, index) => ({
			from: index * quarterMs,
			to: (index + 1) * quarterMs,
			metered,
		})),
	);

	test("make ledger and bill equal, endpoint by endpoint and whatever the bounds were", () => {
		const cases = fc.array(fc.tuple(endpoint, fc.double({ min: 0.6, max: 1.4, noNaN: true })), {
			minLength: 1,
			maxLength: 4,
		});
		fc.assert(
			fc.property(cases, (given) => {
				const metered = given.map(([parts], index) => ({ endpoint: `e${index}`, parts }));
				const billed = Object.fromEntries(
					given.map(([parts, factor], index) => [
						`e${index}`,
						Math.round(sum(parts).point * factor),
					]),
				);
				const { comparison, corrections } = compare(metered, billed);
				for (const { endpoint: name, parts } of metered) {
					const own = corrections.filter((each) => each.endpoint === name);
					const after = addBounds(sum(parts), correctedBy(own, window));
					const bill = billed[name] ?? 0;
					const isLeft = Math.abs(bill - sum(parts).point) < settings.bookFromMicroUsd;
					if (comparison.booked && !isLeft)
						expect(after).toEqual({ lo: bill, point: bill, hi: bill });
					else expect(after).toEqual(sum(parts));
				}
			}),
		);
	});

	test("leave no quarter below zero, and cut anywhere they add up", () => {
		const cut = fc.nat(24).map((quarter) => quarter * quarterMs);
		fc.assert(
			fc.property(endpoint, cut, (parts, at) => {
				const billed = Math.round(sum(parts).point * 0.8);
				const { corrections } = compare([{ endpoint: "a", parts }], { a: billed });
				const before = correctedBy(corrections, { from: 0, to: at });
				const after = correctedBy(corrections, { from: at, to: window.to });
				expect(addBounds(before, after)).toEqual(correctedBy(corrections, window));
				for (const { parts: dated } of corrections) {
					for (const [index, { delta }] of dated.entries()) {
						expect(delta.point + (parts[index]?.metered.point ?? 0)).toBeGreaterThanOrEqual(0);
					}
				}
			}),
		);
	});

	test("are none for small change, and none for a bill that is far off", () => {
		const metered = [evenly("a", { point: dollar })];
		expect(compare(metered, { a: 24 * dollar + 9_999 }).corrections).toEqual([]);
		expect(compare(metered, { a: 24 * dollar + 10_000 }).corrections).toHaveLength(1);
		expect(compare(metered, { a: 36 * dollar }).corrections).toHaveLength(1);
		expect(compare(metered, { a: 36 * dollar + 1 }).corrections).toEqual([]);
		expect(compare(metered, { a: 0 }).corrections).toEqual([]);
		expect(compare(metered, {}).comparison).toMatchObject({ billedMicroUsd: 0, booked: false });
	});

	test("name an endpoint that was billed and never metered", () => {
		const { corrections } = compare([evenly("a", { point: dollar })], {
			a: 24 * dollar,
			forgotten: 2 * dollar,
		});
		expect(corrections.map(({ endpoint: name }) => name)).toEqual(["forgotten"]);
		expect(correctedBy(corrections, window).point).toBe(2 * dollar);
	});

	test("are of the namespace where no label of the bill is the name of an endpoint", () => {
		const metered = [evenly("a", { point: dollar }), evenly("b", { point: 2 * dollar })];
		const { comparison, corrections } = compare(metered, { "68a0f3b5": 70 * dollar });
		expect(comparison.endpoints.map(({ endpoint: name }) => name)).toEqual([wholeNamespace]);
		expect(correctedBy(corrections, window).point).toBe(-2 * dollar);
	});
});

describe("drift", () => {
	test.each([
		[100, 98.1, "none", false],
		[100, 97.9, "warn", false],
		[100, 102.2, "warn", false],
		[100, 95.1, "warn", false],
		[100, 94.9, "page", true],
		[100, 106, "page", false],
		[100, 0, "page", true],
		[0.05, 0, "none", false],
	])("of metered $%d and billed $%d is %s", (metered, billed, level, suspendsPoint) => {
		expect(judgeDrift([said(metered, billed)], settings)).toMatchObject({ level, suspendsPoint });
	});

	test("is none where the bill lies within the bounds that metering gave itself", () => {
		const wide = { ...said(100, 80), metered: bounds(80, 100, 130) };
		expect(judgeDrift([wide], settings)).toMatchObject({ level: "none", ratio: 0 });
		const outside = { ...wide, billedMicroUsd: 75 * dollar };
		expect(judgeDrift([outside], settings)).toMatchObject({ level: "warn", suspendsPoint: false });
	});

	test("is that of a day: what one window has too much and the next too little is none", () => {
		const late = [said(100, 90, 0), said(100, 110, 6), said(100, 95, 12), said(100, 105, 18)];
		expect(judgeDrift(late, settings)?.level).toBe("none");
		const old = [said(100, 10, 0), ...late.map((each) => moved(each, 24))];
		expect(judgeDrift(old, settings)?.level).toBe("none");
		expect(judgeDrift([], settings)).toBeNull();
	});

	test("is at most one, whatever the two numbers are", () => {
		const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
		fc.assert(
			fc.property(amount, amount, (metered, billed) => {
				const ratio = judgeDrift([said(metered, billed)], settings)?.ratio ?? 0;
				expect(ratio).toBeGreaterThanOrEqual(0);
				expect(ratio).toBeLessThanOrEqual(1);
			}),
		);
	});
});

function said(metered: number, billed: number, hour = 0): BillComparison {
	const point = Math.round(metered * dollar);
	const billedMicroUsd = Math.round(billed * dollar);
	const both = { metered: { lo: point, point, hi: point }, billedMicroUsd };
	return {
		from: hour * hourMs,
		to: (hour + 6) * hourMs,
		...both,
		endpoints: [{ endpoint: "a", ...both }],
		booked: false,
	};
}

function moved(comparison: BillComparison, hours: number): BillComparison {
	const { from, to } = comparison;
	return { ...comparison, from: from + hours * hourMs, to: to + hours * hourMs };
}

function bounds(lo: number, point: number, hi: number): Bounds {
	return { lo: lo * dollar, point: point * dollar, hi: hi * dollar };
}

function sum(parts: MeteredEndpoint["parts"]): Bounds {
	return parts.reduce((all, { metered }) => addBounds(all, metered), noMoney);
}
