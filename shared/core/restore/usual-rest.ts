import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Period } from "../../domain/reading.ts";
import { recordedSpend, type SpendRecord } from "../reading/forecast/spend-record.ts";
import { dayOf } from "../reading/period.ts";

/** Days looked back on, and the share of them that has to fit. */
const days = 14;
const share = 0.9;

/**
 * What nine of ten of the last 14 days spent from this time of day on, days under guard action left out.
 * null: there is no such day on record.
 */
export function usualRest(record: SpendRecord, period: Period, now: Instant): MicroUsd | null {
	const spends: MicroUsd[] = [];
	let day = period;
	for (let back = 0; back < days; back += 1) {
		day = dayOf(day.from - 1, period.zone);
		const from = Math.min(day.to, day.from + (now - period.from));
		const isGuarded = record.guarded.some(
			(guarded) => guarded.from < day.to && day.from < guarded.to,
		);
		const spent = isGuarded ? null : recordedSpend(record, { from, to: day.to });
		if (spent !== null) spends.push(spent.point);
	}
	const sorted = spends.sort((a, b) => a - b);
	return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}
