import { configurationOf } from "../../core/detect/inventory-looks.ts";
import { type Rules, rulesOf } from "../../core/detect/rules.ts";
import { dayOf } from "../../core/reading/period.ts";
import { raisedPolicy } from "../../core/reading/raised-policy.ts";
import { type BudgetReading, readBudgets } from "../../core/reading/read-budgets.ts";
import { emptyWatchState, type WatchState } from "../../domain/alert.ts";
import type { Control } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Cursor, Posture } from "../../domain/ledger.ts";
import { type Override, overridesInForce } from "../../domain/override.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { ScheduleState } from "../../domain/schedule.ts";
import type { AuditReader } from "../../ports/audit-reader.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { Log } from "../../ports/log.ts";
import type { MetricsReader } from "../../ports/metrics-reader.ts";
import type { Table } from "../../ports/table.ts";
import { emptyControl } from "../guard/pass.ts";
import { guardStore } from "../store/guard-store.ts";
import { ledgerStore } from "../store/ledger-store.ts";
import { scheduleStore } from "../store/schedule-store.ts";
import { type Approved, type WatchStore, watchStore } from "../store/watch-store.ts";
import { withAuthors } from "./with-authors.ts";
import { withSchedules } from "./with-schedules.ts";

/** What looking at the stored list needs. */
export type InventoryDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly audit: AuditReader;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

export type WatchDeps = InventoryDeps & { readonly metrics: MetricsReader };

/** What a pass knows before it looks. */
export type WatchPass = {
	readonly deps: InventoryDeps;
	readonly store: WatchStore;
	readonly now: Instant;
	readonly policy: Policy;
	readonly rules: Rules;
	readonly cursor: Cursor;
	readonly postures: readonly Posture[];
	readonly approved: readonly Approved[];
	readonly control: Control;
	/** Those in force; `orders` are all that are stored. */
	readonly overrides: readonly Override[];
	readonly orders: readonly Override[];
	/** null: no list was good so far. */
	readonly reading: Reading | null;
	/** Those of the policy that the meter has summed up. */
	readonly groups: readonly BudgetReading[];
	readonly state: WatchState;
};

/** null: nothing was metered yet, and there is nothing to look at. */
export async function loadWatchPass(deps: InventoryDeps): Promise<WatchPass | null> {
	const now = deps.clock.now();
	const ledger = ledgerStore(deps.table, deps.namespace);
	const guard = guardStore(deps.table, deps.namespace);
	const store = watchStore(deps.table, deps.namespace);
	const [cursor, summary, listed, control, orders, state] = await Promise.all([
		ledger.readCursor(),
		ledger.readSummary(),
		ledger.readPostures(),
		guard.readControl(),
		guard.readAllOverrides(),
		store.readState(),
	]);
	if (cursor.value === null) return null;
	const account = control.value?.account;
	const postures = account === undefined ? listed : await authored(deps, listed, account);
	const period = dayOf(now, deps.policy.budget.zone);
	const overrides = overridesInForce(orders, now);
	const policy = raisedPolicy(deps.policy, overrides, { periodKey: period.key, now });
	const readings =
		summary.value === null
			? []
			: readBudgets({ summary: summary.value, cursor: cursor.value, policy, now });
	const [whole, ...groups] = readings;
	const pass = {
		deps,
		store,
		now,
		policy,
		rules: rulesOf(policy.alerts, policy.accounting.bill),
		cursor: cursor.value,
		postures,
		control: control.value ?? emptyControl(period.key, now),
		overrides,
		orders,
		reading: whole?.reading ?? null,
		groups,
		state: state.value ?? emptyWatchState,
	};
	const schedules = policy.schedules.length === 0 ? null : await scheduled(deps);
	return { ...pass, approved: withSchedules(await approvedNow(pass), schedules) };
}

/** The records are asked for only where the guard was the last to write. */
async function authored(
	{ table, namespace }: InventoryDeps,
	postures: readonly Posture[],
	account: string,
): Promise<readonly Posture[]> {
	if (!postures.some(({ observed }) => observed.updatedBy === account)) return postures;
	const records = await guardStore(table, namespace).readRestoreRecords();
	return withAuthors(postures, records, account);
}

async function scheduled({ table, namespace }: InventoryDeps): Promise<ScheduleState | null> {
	return (await scheduleStore(table, namespace).read()).value;
}

/** The first configuration that was seen is the approved one, unless the guard or a pause has changed it. */
async function approvedNow(pass: Omit<WatchPass, "approved">): Promise<readonly Approved[]> {
	const { store, postures, control, now } = pass;
	const stored = await store.readApproved();
	const known = stored.value ?? [];
	const fresh = postures.filter(
		(posture) =>
			!known.some((each) => isSameEndpoint(each, posture)) &&
			posture.observed.state !== "paused" &&
			!control.held.some(({ endpoint }) => endpoint === posture.endpoint),
	);
	if (fresh.length === 0) return known;
	const approved = [...known, ...fresh.map((posture) => approvedOf(posture, { now, by: null }))];
	await store.writeApproved(approved, stored.version);
	return approved;
}

export function approvedOf(
	posture: Posture,
	{ now, by }: { readonly now: Instant; readonly by: string | null },
): Approved {
	const { endpoint, createdAt } = posture;
	return { ...configurationOf(posture), endpoint, createdAt, approvedAt: now, by };
}
