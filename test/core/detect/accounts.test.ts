import { describe, expect, test } from "vitest";
import { defaultAccounting } from "../../../shared/config/accounting-schema.ts";
import { followAlerts } from "../../../shared/core/detect/alert-book.ts";
import { billDrift } from "../../../shared/core/detect/bill-drift.ts";
import { priceList } from "../../../shared/core/detect/price-list.ts";
import { alertLine } from "../../../shared/core/notify/alert-text.ts";
import type { Alert } from "../../../shared/domain/alert.ts";
import type { BillDrift } from "../../../shared/domain/bill.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import { exactly } from "../fixture.ts";

const rule = billDrift(defaultAccounting.bill);

function driftOf(ratio: number, parts: Partial<BillDrift> = {}): BillDrift {
	return {
		level: ratio > 0.05 ? "page" : ratio > 0.02 ? "warn" : "none",
		ratio,
		metered: exactly(100),
		billedMicroUsd: Math.round((1 - ratio) * 100_000_000),
		suspendsPoint: ratio > 0.05,
		worst: { endpoint: "chat", metered: exactly(60), billedMicroUsd: 50_000_000 },
		...parts,
	};
}

function follow(known: readonly Alert[], drift: BillDrift | null, at: number) {
	return followAlerts(known, [{ rule, subject: null, at, signal: rule.signal(drift) }]);
}

describe("drift between ledger and bill", () => {
	test("warns, then pages, is told once in each, and ends when both agree", () => {
		const kinds: string[] = [];
		let alerts: readonly Alert[] = [];
		for (const [hour, ratio] of [0.01, 0.03, 0.03, 0.09, 0.09, 0.01].entries()) {
			const followed = follow(alerts, driftOf(ratio), (hour + 1) * hourMs);
			alerts = followed.alerts;
			kinds.push(...followed.changes.map(({ kind, alert }) => `${kind} ${alert.severity}`));
		}
		expect(kinds).toEqual(["fired warn", "escalated page", "resolved page"]);
	});

	test("holds where the bill can no longer be read", () => {
		const { alerts } = follow([], driftOf(0.09), hourMs);
		expect(follow(alerts, null, 2 * hourMs).changes).toEqual([]);
	});

	test("says both numbers, what it suspends and where they differ most", () => {
		const { alerts } = follow([], driftOf(0.1), hourMs);
		expect(alerts.map(alertLine)).toEqual([
			"metered $100.00, billed $90.00, 10 % apart, most of it chat ($60.00, billed $50.00); trim is suspended",
		]);
	});
});

test("a price list that was refused is said with both numbers, until a good one is read", () => {
	const list = priceList();
	const book = { asOf: 0, source: "live" as const, rows: [] };
	const refused = {
		kind: "jumped" as const,
		hardware: "aws/us-east-1/nvidia-l4/x1",
		before: 800_000,
		after: 8_000_000,
		at: 1,
	};
	const look = (status: Parameters<typeof list.signal>[0], at: number) => ({
		rule: list,
		subject: null,
		at,
		signal: list.signal(status),
	});
	const fired = followAlerts([], [look({ book, refused }, 1)]);
	expect(fired.alerts.map(alertLine)).toEqual([
		"the price list is not believed, the last good one stays: aws/us-east-1/nvidia-l4/x1 moved from $0.80/h to $8.00/h",
	]);
	const over = followAlerts(fired.alerts, [look({ book, refused: null }, 2)]);
	expect(over.changes.map(({ kind }) => kind)).toEqual(["resolved"]);
});
