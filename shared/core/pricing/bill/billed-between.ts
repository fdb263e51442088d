import type { BilledPeriod, BillPeriod, BillSnapshot } from "../../../domain/bill.ts";
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
		for (const [label, amount] of Object.entries(period.amounts)) add(sums, label, amount);
		for (const [label, amount] of Object.entries(before?.amounts ?? {})) add(sums, label, -amount);
	}
	return sums;
}

/** A period as a snapshot keeps it: an endpoint that changed its hardware has several rows. */
export function billedPeriod({ id, from, to, rows }: BillPeriod): BilledPeriod {
	const sums = new Map<string, MicroUsd>();
	for (const { label, microUsd } of rows) add(sums, label, microUsd);
	return { id, from, to, amounts: Object.fromEntries(sums) };
}

function periodIn({ periods }: BillSnapshot, id: string): BilledPeriod | undefined {
	return periods.find((period) => period.id === id);
}

function add(sums: Map<string, MicroUsd>, label: string, microUsd: MicroUsd): void {
	sums.set(label, (sums.get(label) ?? 0) + microUsd);
}
