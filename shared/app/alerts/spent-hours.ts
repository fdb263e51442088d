import type { SameHour } from "../../core/detect/cost-spike.ts";
import { chargeOf, mergeLots } from "../../core/ledger/lots.ts";
import { hourMs, hourOf, type Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import { ledgerStore } from "../store/ledger-store.ts";
import { spendStore } from "../store/spend-store.ts";
import type { WatchHours } from "../store/watch-store.ts";
import type { WatchPass } from "./watch-pass.ts";

const dayHours = 24;
const dayMs = dayHours * hourMs;
const keptDays = 14;
const peakDays = 7;
/** Late truth of an hour is in by then. */
const settleMs = 15 * 60_000;

export type SpentHours = {
	/** This hour of the fourteen days before, newest first. */
	readonly sameHours: readonly SameHour[];
	/** Dearest hour of each of the seven days before. */
	readonly dayPeaksMicroUsd: readonly MicroUsd[];
};

/** What earlier hours cost. Whole hours are read from the ledger once each. */
export async function readSpentHours(pass: WatchPass): Promise<SpentHours> {
	const { hours } = await hoursUntilNow(pass);
	return spentHours(hours, pass.now);
}

/** The same of a group, from what the meter keeps on record of it. */
export async function readGroupHours(pass: WatchPass, group: string): Promise<SpentHours> {
	const { deps, control, now } = pass;
	const record = await spendStore(deps.table, deps.namespace).readRecord(group);
	const hours = (record?.hours ?? []).flatMap((spent, index) => {
		const hour = (record?.from ?? 0) + index * hourMs;
		if (spent === null) return [];
		return [{ hour, spentMicroUsd: spent.point, guarded: wasGuarded(control.held, hour) }];
	});
	return spentHours(hours, now);
}

function spentHours(hours: WatchHours["hours"], now: Instant): SpentHours {
	const byHour = new Map(hours.map((each) => [each.hour, each]));
	const thisHour = hourOf(now);
	const sameHours = Array.from({ length: keptDays }, (_, day) => {
		const known = byHour.get(thisHour - (day + 1) * dayHours * hourMs);
		return known ?? { spentMicroUsd: null, guarded: false };
	});
	const dayPeaksMicroUsd = Array.from({ length: peakDays }, (_, day) => {
		const to = thisHour - day * dayHours * hourMs;
		const own = hours.filter(({ hour, guarded }) => !guarded && to - hour <= dayMs && hour < to);
		return Math.max(0, ...own.map(({ spentMicroUsd }) => spentMicroUsd));
	});
	return { sameHours, dayPeaksMicroUsd };
}

async function hoursUntilNow(pass: WatchPass): Promise<WatchHours> {
	const { store, deps, now, control } = pass;
	const stored = await store.readHours();
	const until = hourOf(now - settleMs);
	const from = Math.max(stored.value?.until ?? 0, until - keptDays * dayHours * hourMs);
	const known = stored.value?.hours ?? [];
	if (from >= until) return { until, hours: known };
	const totals = await ledgerStore(deps.table, deps.namespace).readTotals({ from, to: until - 1 });
	const fresh = totals
		.filter(({ hour }) => from <= hour && hour < until)
		.map(({ hour, bins }) => ({
			hour,
			spentMicroUsd: chargeOf(mergeLots(bins.flat())).point,
			guarded: wasGuarded(control.held, hour),
		}));
	const oldest = until - keptDays * dayHours * hourMs - hourMs;
	const hours = [...known, ...fresh].filter(({ hour }) => hour >= oldest);
	await store.writeHours({ until, hours });
	return { until, hours };
}

/** An hour in which the guard held something shows what the guard did, not what is normal. */
function wasGuarded(held: WatchPass["control"]["held"], hour: Instant): boolean {
	return held.some(({ status, heldSince }) => status !== "recorded" && heldSince < hour + hourMs);
}
