import { ownCost } from "../core/advise/own-cost.ts";
import { byAction, savingTotals } from "../core/advise/saving-totals.ts";
import { dayOf } from "../core/reading/period.ts";
import type { Range } from "../domain/instant.ts";
import { hourMs, hourOf, type Instant } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import type { SavingHour, Savings } from "../domain/saving.ts";
import type { Table } from "../ports/table.ts";
import { savingStore } from "./store/saving-store.ts";

export type ReadSavingsDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
};

const weekMs = 7 * 24 * hourMs;

/** What the guard saved today and this month, what shadow mode would have saved in seven days, and its own cost. */
export async function readSavings(deps: ReadSavingsDeps, now: Instant): Promise<Savings> {
	const { policy, table, namespace } = deps;
	const store = savingStore(table, namespace);
	const day = dayOf(now, policy.budget.zone);
	const month = { from: monthStart(day.key, policy.budget.zone, now), to: day.to };
	const from = Math.min(month.from, now - weekMs);
	const [hours, passes] = await Promise.all([
		store.readHours({ from, to: now }),
		store.readPasses(`${day.key.slice(0, 7)}`),
	]);
	const ofDay = within(hours, day);
	const passesOfMonth = passes.reduce((sum, each) => sum + each.passes, 0);
	return {
		until: hourOf(now),
		day: savingTotals(ofDay, true),
		month: savingTotals(within(hours, month), true),
		would: { week: savingTotals(within(hours, { from: now - weekMs, to: now }), false) },
		ownCost: {
			day: ownCost(passes.find(({ day: key }) => key === day.key)?.passes ?? 0),
			month: ownCost(passesOfMonth),
		},
		actions: byAction(ofDay),
	};
}

/** Hours that begin inside. */
function within(hours: readonly SavingHour[], { from, to }: Range): SavingHour[] {
	return hours.filter(({ hour }) => hourOf(from) <= hour && hour < to);
}

/** First instant of the local month: that of the day before its second. */
function monthStart(dayKey: string, zone: string, now: Instant): Instant {
	let day = dayOf(now, zone);
	for (let back = Number(dayKey.slice(8)); back > 1; back -= 1) day = dayOf(day.from - 1, zone);
	return day.from;
}
