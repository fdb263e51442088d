import type { BillPeriod, BillSnapshot } from "../../../domain/bill.ts";
import type { MicroUsd } from "../../../domain/money.ts";

/**
 * What the bill grew by between two snapshots, by label. null: they cannot be subtracted, because the
 * period that ran at the earlier one is not in the later one, or one that ran before is only in that.
 */
export function billedBetween(
	earlier: BillSnapshot,
	later: BillSnapshot,
): ReadonlyMap<string, MicroUsd> | null {
	const running = earlier.periods.filter(({ to }) => to > earlier.takenAt);
	if (running.some(({ id }) => periodIn(later, id) === undefined)) return null;
	const sums = new Map<string, MicroUsd>();
	for (const period of later.periods) {
		const before = periodIn(earlier, period.id);
		if (before === undefined && period.from < earlier.takenAt) return null;
		for (const { label, microUsd } of period.rows) add(sums, label, microUsd);
		for (const { label, microUsd } of before?.rows ?? []) add(sums, label, -microUsd);
	}
	return sums;
}

function periodIn({ periods }: BillSnapshot, id: string): BillPeriod | undefined {
	return periods.find((period) => period.id === id);
}

function add(sums: Map<string, MicroUsd>, label: string, microUsd: MicroUsd): void {
	sums.set(label, (sums.get(label) ?? 0) + microUsd);
}
