import { avoidedCost, meanReplicas } from "../core/advise/avoided-cost.ts";
import { dayOf } from "../core/reading/period.ts";
import type { Held } from "../domain/control.ts";
import { hourMs, hourOf, type Instant, type Range } from "../domain/instant.ts";
import type { HourItem, Posture } from "../domain/ledger.ts";
import type { RestoreRecord } from "../domain/plan.ts";
import type { Policy } from "../domain/policy.ts";
import { isSameEndpoint } from "../domain/same-endpoint.ts";
import type { Action, HourSaving } from "../domain/saving.ts";
import type { Clock } from "../ports/clock.ts";
import type { Table } from "../ports/table.ts";
import { actionOf } from "./guard/actions.ts";
import { guardStore } from "./store/guard-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { savingStore } from "./store/saving-store.ts";

export type SavingsDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly clock: Clock;
};

/** Closed hours that are computed again: stage ranges are read at least every 6 hours. */
const hoursBack = 8;
/** Earlier days whose same hour is looked at. */
const daysBack = 14;

/** Computes what each action saved in the hours that closed lately; doing it again changes nothing. */
export async function bookSavings(deps: SavingsDeps): Promise<number> {
	const now = deps.clock.now();
	await countPasses(deps, now);
	const last = hourOf(now) - hourMs;
	const facts = await readFacts(deps, last - (hoursBack - 1) * hourMs);
	let booked = 0;
	for (let hour = last - (hoursBack - 1) * hourMs; hour <= last; hour += hourMs) {
		const savings = await savingsOf(deps, facts, hour);
		if (savings.length === 0) continue;
		await savingStore(deps.table, deps.namespace).writeHour({ hour, savings });
		booked += savings.length;
	}
	return booked;
}

async function countPasses({ table, namespace, policy }: SavingsDeps, now: Instant): Promise<void> {
	const { value } = await guardStore(table, namespace).readPulse();
	if (value === null) return;
	const day = dayOf(now, policy.budget.zone).key;
	await savingStore(table, namespace).countPasses(day, value.fencingToken);
}

type Facts = {
	readonly actions: readonly Action[];
	readonly records: readonly RestoreRecord[];
	readonly postures: readonly Posture[];
	/** Items of hours that were loaded. */
	readonly items: Map<Instant, readonly HourItem[]>;
};

async function readFacts({ table, namespace }: SavingsDeps, oldest: Instant): Promise<Facts> {
	const guard = guardStore(table, namespace);
	const [control, records, ended, postures] = await Promise.all([
		guard.readControl(),
		guard.readRestoreRecords(),
		savingStore(table, namespace).readEnded(oldest),
		ledgerStore(table, namespace).readPostures(),
	]);
	const standing = (control.value?.held ?? []).flatMap((held: Held) => actionOf(held) ?? []);
	const stands = new Set(standing.map(identityOf));
	const over = ended.filter((action) => !stands.has(identityOf(action)));
	return { actions: [...standing, ...over], records, postures, items: new Map() };
}

function identityOf({ endpoint, createdAt, generation }: Omit<Action, "method">): string {
	return `${endpoint}@${createdAt}#${generation}`;
}

async function savingsOf(deps: SavingsDeps, facts: Facts, hour: Instant): Promise<HourSaving[]> {
	const parts = facts.actions.flatMap((action) => {
		const window = windowOf(action, hour, deps.policy);
		const record = facts.records.find(
			(each) => identityOf({ ...action, ...each }) === identityOf(action),
		);
		return window === null || record === undefined ? [] : [{ action, window, record }];
	});
	const savings: HourSaving[] = [];
	for (const { action, window, record } of parts) {
		const [item, sameHour, firstHour] = await Promise.all([
			itemOf(deps, facts, { action, hour }),
			usualOf(deps, facts, { action, hour }),
			usualOf(deps, facts, { action, hour: hourOf(action.from) }),
		]);
		const posture = facts.postures.find((each) => isSameEndpoint(each, action));
		savings.push(avoidedCost({ action, record, window, item, posture, sameHour, firstHour }));
	}
	return savings;
}

/** The part of the hour in which the action stood, inside the budget day in which it began. */
function windowOf({ from, to }: Action, hour: Instant, { budget }: Policy): Range | null {
	const end = Math.min(to ?? Number.POSITIVE_INFINITY, dayOf(from, budget.zone).to);
	const window = { from: Math.max(hour, from), to: Math.min(hour + hourMs, end) };
	return window.from < window.to ? window : null;
}

type Asked = { readonly action: Action; readonly hour: Instant };

async function itemOf(deps: SavingsDeps, facts: Facts, { action, hour }: Asked) {
	return (await itemsIn(deps, facts, hour)).find((item) => isSameEndpoint(item, action));
}

/** Replicas of the same hour of earlier days on which the guard did not hold the endpoint. */
async function usualOf(
	deps: SavingsDeps,
	facts: Facts,
	{ action, hour }: Asked,
): Promise<number[]> {
	const hours = Array.from({ length: daysBack }, (_, day) => hour - (day + 1) * 24 * hourMs);
	const asked = hours.filter((each) => each >= action.createdAt);
	const means = await Promise.all(
		asked.map(async (each) => {
			const item = await itemOf(deps, facts, { action, hour: each });
			if (item === undefined || (await wasHeld(deps, { action, hour: each }))) return [];
			return [meanReplicas(item, { from: each, to: each + hourMs })];
		}),
	);
	return means.flat();
}

async function wasHeld(
	{ table, namespace }: SavingsDeps,
	{ action, hour }: Asked,
): Promise<boolean> {
	const booked = await savingStore(table, namespace).readHour(hour);
	return booked?.savings.some((saving) => saving.isReal && isSameEndpoint(saving, action)) ?? false;
}

async function itemsIn(
	{ table, namespace }: SavingsDeps,
	{ items }: Facts,
	hour: Instant,
): Promise<readonly HourItem[]> {
	const known = items.get(hour);
	if (known !== undefined) return known;
	const read = await ledgerStore(table, namespace).readHour(hour);
	const loaded = read.map(({ item }) => item);
	items.set(hour, loaded);
	return loaded;
}
