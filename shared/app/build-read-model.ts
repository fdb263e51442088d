import { storedStandings } from "../core/decide/decide-budgets.ts";
import { chargeOf, estimateLot, lotsOf, mergeLots } from "../core/ledger/lots.ts";
import { endpointPolicy } from "../core/plan/endpoint-policy.ts";
import { nextOfHeld } from "../core/plan/next-of-held.ts";
import { withOrderedStops } from "../core/plan/ordered-stops.ts";
import type { PlanInput } from "../core/plan/plan-input.ts";
import { planNextOfGroups } from "../core/plan/plan-next-of-groups.ts";
import { planTier } from "../core/plan/plan-tier.ts";
import { dayOf } from "../core/reading/period.ts";
import { raisedPolicy } from "../core/reading/raised-policy.ts";
import { readBudgets } from "../core/reading/read-budgets.ts";
import { readSpend } from "../core/reading/read-spend.ts";
import { spendCurve } from "../core/reading/summarise.ts";
import { isRecordOf } from "../core/restore/plan-restore.ts";
import { tierTimes } from "../core/restore/tier-times.ts";
import type { Correction } from "../domain/bill.ts";
import type { Control, Pulse } from "../domain/control.ts";
import type { Costs } from "../domain/costs.ts";
import { hourMs, hourOf, type Instant, minuteMs } from "../domain/instant.ts";
import type {
	Cursor,
	HourItem,
	HourTotal,
	Posture,
	SpendPoint,
	Summary,
} from "../domain/ledger.ts";
import type { Bounds } from "../domain/money.ts";
import type { Override } from "../domain/override.ts";
import type { Plan, RestoreRecord } from "../domain/plan.ts";
import { type Mode, type Policy, type Tier, tierOrder } from "../domain/policy.ts";
import type { EndpointView, HeldWait, ReadModel } from "../domain/read-model.ts";
import type { Period, Reading } from "../domain/reading.ts";
import { isSameEndpoint } from "../domain/same-endpoint.ts";
import type { Spending } from "../domain/spending.ts";
import type { Standing } from "../domain/standing.ts";
import type { Clock } from "../ports/clock.ts";
import type { Table } from "../ports/table.ts";
import { emptyControl } from "./guard/pass.ts";
import { readAlerts } from "./read-alerts.ts";
import { readCosts } from "./read-costs.ts";
import { readHeldWaits } from "./read-held-waits.ts";
import { readSavings } from "./read-savings.ts";
import { readSent } from "./read-sent.ts";
import { readSpending } from "./read-spending.ts";
import { billStore } from "./store/bill-store.ts";
import { guardStore } from "./store/guard-store.ts";
import { type LedgerStore, ledgerStore } from "./store/ledger-store.ts";

export type ReadModelDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly mode: Mode;
	readonly simulated: boolean;
	readonly table: Table;
	readonly clock: Clock;
};

/** Grain of the page's curve. */
const curveStepMs = 15 * minuteMs;

/** Everything that the page shows, from the store alone: no call to the account is made for a reader. */
export async function buildReadModel(given: ReadModelDeps): Promise<ReadModel> {
	const now = given.clock.now();
	const stored = await readStored(given, now);
	const deps = raised(given, stored, now);
	const { postures, control, records, overrides, pulse } = stored;
	const day = await readToday(deps, stored, now);
	const reading = readingOf(deps, stored, { period: day.period, now });
	const groups = groupsOf(deps, stored, now);
	const next = tierOrder[tierOrder.indexOf(control.tier) + 1];
	const inputFor = (tier: Tier, of: Reading) =>
		planInputOf(deps, stored, { tier, reading: of, groups, now });
	const planFor = (tier: Tier) =>
		reading === null ? null : planOf(inputFor(tier, reading), tier === control.tier ? now : null);
	return {
		namespace: deps.namespace,
		now,
		simulated: deps.simulated,
		mode: deps.mode,
		policy: deps.policy,
		reading,
		lastPassAt: pulse?.lastPassAt ?? null,
		lastError: stored.cursor?.lastError ?? null,
		control,
		restoreRecords: records.filter((record) =>
			control.held.some((held) => isRecordOf(record, held)),
		),
		waits: reading === null ? [] : await waitsOf(deps, stored, { reading, groups, now }),
		heldNext: reading === null ? [] : nextOfHeld(inputFor(control.tier, reading)),
		endpoints: postures.map((posture) => viewOf(posture, { ...day, policy: deps.policy })),
		planNow: planFor(control.tier),
		planNext: next === undefined ? null : planFor(next),
		planNextGroups: reading === null ? [] : planNextOfGroups(inputFor(control.tier, reading)),
		curve: reading === null ? [] : curveOf(day, postures),
		overrides,
		sent: await readSent(deps.table, deps.namespace),
		costs: await costsOf(deps, day, postures),
		spending: await spendingOf(deps, stored, { day, reading }),
		savings: await readSavings(deps, now),
		alerts: await readAlerts(deps),
	};
}

/** By the budget that people raised for today, as guard judges. */
function raised(deps: ReadModelDeps, { overrides }: Stored, now: Instant): ReadModelDeps {
	const periodKey = dayOf(now, deps.policy.budget.zone).key;
	return { ...deps, policy: raisedPolicy(deps.policy, overrides, { periodKey, now }) };
}

type Stored = {
	readonly cursor: Cursor | null;
	readonly summary: Summary | null;
	readonly postures: readonly Posture[];
	readonly control: Control;
	readonly records: readonly RestoreRecord[];
	readonly overrides: readonly Override[];
	readonly pulse: Pulse | null;
};

async function readStored(deps: ReadModelDeps, now: Instant): Promise<Stored> {
	const ledger = ledgerStore(deps.table, deps.namespace);
	const guard = guardStore(deps.table, deps.namespace);
	const [cursor, summary, postures, control, records, overrides, pulse] = await Promise.all([
		ledger.readCursor(),
		ledger.readSummary(),
		ledger.readPostures(),
		guard.readControl(),
		guard.readRestoreRecords(),
		guard.readOverrides(now),
		guard.readPulse(),
	]);
	const periodKey = dayOf(now, deps.policy.budget.zone).key;
	return {
		cursor: cursor.value,
		summary: summary.value,
		postures,
		control: control.value ?? emptyControl(periodKey, now),
		records,
		overrides,
		pulse: pulse.value,
	};
}

type Today = {
	readonly period: Period;
	readonly until: Instant;
	readonly items: readonly HourItem[];
	readonly totals: readonly HourTotal[];
	readonly corrections: readonly Correction[];
};

async function readToday(deps: ReadModelDeps, { cursor }: Stored, now: Instant): Promise<Today> {
	const ledger = ledgerStore(deps.table, deps.namespace);
	const period = dayOf(now, deps.policy.budget.zone);
	const until = Math.min(now, cursor?.observedUntil ?? now);
	const items = await itemsOf(ledger, period, until);
	const totals = await ledger.readTotals({ from: period.from, to: until });
	const bills = billStore(deps.table, deps.namespace);
	const corrections = await bills.readCorrections({ from: period.from, to: until });
	return { period, until, items, totals, corrections };
}

function spendingOf(
	{ table, namespace, policy, clock }: ReadModelDeps,
	{ cursor, summary, postures }: Stored,
	{ day, reading }: { readonly day: Today; readonly reading: Reading | null },
): Promise<Spending> {
	const window = { from: day.period.from, to: day.until };
	const { items } = day;
	const input = { policy, now: clock.now(), window, items, postures, cursor, summary, reading };
	return readSpending(table, namespace, input);
}

/** Beside the spend: nothing of it is in the reading but the corrections, which are. */
function costsOf(deps: ReadModelDeps, today: Today, postures: readonly Posture[]): Promise<Costs> {
	const { period, until, items, corrections } = today;
	const window = { from: period.from, to: until };
	const rates = deps.policy.accounting.hiddenCosts;
	return readCosts(deps.table, deps.namespace, { window, items, postures, corrections, rates });
}

function readingOf(
	{ policy }: ReadModelDeps,
	{ cursor, summary }: Stored,
	{ period, now }: { period: Period; now: Instant },
): Reading | null {
	if (cursor === null || summary === null) return null;
	const { budget, limits } = policy;
	return readSpend({ summary, cursor, budget, period, now, staleAfterMs: limits.staleAfterMs });
}

/** As guard left them: a page decides nothing. */
function groupsOf(
	{ policy }: ReadModelDeps,
	{ cursor, summary, control }: Stored,
	now: Instant,
): readonly Standing[] {
	if (cursor === null || summary === null) return [];
	const [, ...readings] = readBudgets({ summary, cursor, policy, now });
	return storedStandings(readings, control.groups ?? []);
}

function waitsOf(
	{ table, namespace, policy }: ReadModelDeps,
	{ postures, overrides, control, records }: Stored,
	facts: Omit<PlanFacts, "tier">,
): Promise<readonly HeldWait[]> {
	const endpoints = postures.map((posture) => posture.observed);
	const { held, tier } = control;
	const known = { policy, endpoints, overrides, held, tier, records };
	const times = tierTimes(control, tier, facts.now);
	return readHeldWaits(table, namespace, { ...known, ...times, ...facts });
}

type PlanFacts = {
	readonly tier: Tier;
	readonly reading: Reading;
	readonly groups: readonly Standing[];
	/** Orders hold by the clock, not by the last look at the account. */
	readonly now: Instant;
};

/** `stopsAt`: what is ordered is done now, whatever the next line asks for; null: a plan of that line. */
function planOf(input: PlanInput, stopsAt: Instant | null): Plan {
	const plan = planTier(input);
	// Orders hold by the clock, not by the last look at the account.
	return stopsAt === null ? plan : withOrderedStops(plan, { ...input, now: stopsAt });
}

function planInputOf(
	{ policy }: ReadModelDeps,
	{ postures, overrides, control, records }: Stored,
	{ tier, reading, groups }: PlanFacts,
): PlanInput {
	return {
		tier,
		groups,
		endpoints: postures.map((posture) => posture.observed),
		priceOf: (endpoint) => priceIn(postures, endpoint.name),
		policy,
		reading,
		overrides,
		// What was only recorded is no step taken: a mode that writes nothing goes on wanting it.
		held: control.held.filter((held) => held.status !== "recorded"),
		records,
		now: reading.at,
	};
}

function curveOf(today: Today, postures: readonly Posture[]): SpendPoint[] {
	const { period, until, totals, corrections } = today;
	return spendCurve({ period, at: until, totals, postures, corrections }, curveStepMs);
}

function priceIn(postures: readonly Posture[], endpoint: string) {
	const found = postures.find((posture) => posture.endpoint === endpoint);
	if (found === undefined) throw new Error(`${endpoint} has no posture and so no price`);
	return found.price;
}

async function itemsOf(ledger: LedgerStore, period: Period, until: number): Promise<HourItem[]> {
	const hours: number[] = [];
	for (let hour = hourOf(period.from); hour < until; hour += hourMs) hours.push(hour);
	const loaded = await Promise.all(hours.map((hour) => ledger.readHour(hour)));
	return loaded.flat().map(({ item }) => item);
}

function viewOf(
	posture: Posture,
	context: { items: readonly HourItem[]; period: Period; until: number; policy: Policy },
): EndpointView {
	const { observed, price } = posture;
	const { criticality, protected: isProtected } = endpointPolicy(context.policy, observed);
	return {
		endpoint: observed,
		criticality,
		protected: isProtected,
		spentToday: spentOf(posture, context),
		pricePerHour: price.known ? price.point : null,
		ratePerHour: posture.replicasPoint * price.point,
	};
}

function spentOf(
	posture: Posture,
	{ items, period, until }: { items: readonly HourItem[]; period: Period; until: number },
): Bounds {
	const window = { from: period.from, to: until };
	const own = items.filter((item) => isSameEndpoint(item, posture));
	const open = estimateLot({ ...posture, from: posture.since, to: until }, window);
	return chargeOf(mergeLots([...own.flatMap((item) => lotsOf(item, window)), open]));
}
