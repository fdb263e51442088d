import { slices } from "../core/ledger/intervals.ts";
import { billedBetween, billedPeriod } from "../core/pricing/bill/billed-between.ts";
import { compareBill } from "../core/pricing/bill/compare-bill.ts";
import { judgeDrift } from "../core/pricing/bill/judge-drift.ts";
import { meteredBetween } from "../core/pricing/bill/metered-between.ts";
import { dayOf } from "../core/reading/period.ts";
import type {
	BillComparison,
	BillPeriod,
	BillSnapshot,
	Correction,
	MeteredEndpoint,
	Reconciliation,
} from "../domain/bill.ts";
import { hourMs, hourOf, type Instant, type Range } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import type { BillReader } from "../ports/bill-reader.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Table } from "../ports/table.ts";
import { type BillStore, billStore } from "./store/bill-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { LostRace, type Stored } from "./store/record.ts";

export type ReconcileDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly bill: BillReader;
	readonly clock: Clock;
	readonly log: Log;
};

/** `waiting`: a snapshot was taken, and no window is old enough to be compared. */
export type ReconcileOutcome = "not-due" | "no-access" | "waiting" | "compared";

/**
 * Reads the vendor's bill every few hours and at the end of each budget day, and holds the ledger
 * against it as soon as both are settled. Order: snapshot → corrections → state. A crash in between
 * repeats a window whose entries are there already, which books nothing twice.
 */
export async function reconcileBill(
	deps: ReconcileDeps,
): Promise<{ readonly outcome: ReconcileOutcome }> {
	const store = billStore(deps.table, deps.namespace);
	const state = await store.readState();
	if (!isDue(deps.policy, state.value, deps.clock.now())) return { outcome: "not-due" };
	const snapshots = await store.readSnapshots(neededWindow(deps, state.value));
	const read = await readSnapshot(deps, snapshots.at(-1) ?? null);
	const pass = { deps, store, state, now: deps.clock.now() };
	if (read.kind === "refused") return refused(pass, read.reason);
	await store.writeSnapshot(read.snapshot);
	const compared = await compareSettled(pass, [...snapshots, read.snapshot]);
	await store.writeState(stateAfter(pass, compared), state.version);
	return { outcome: compared.comparison === null ? "waiting" : "compared" };
}

/** From the snapshot that was compared last, or from those that can be compared now. */
function neededWindow({ policy, clock }: ReconcileDeps, state: Reconciliation | null): Range {
	const to = clock.now();
	const { settleMs, everyMs } = policy.accounting.bill;
	const oldest = to - settleMs - everyMs;
	return { from: Math.min(state?.comparedUntil ?? oldest, oldest), to };
}

type Pass = {
	readonly deps: ReconcileDeps;
	readonly store: BillStore;
	readonly state: Stored<Reconciliation>;
	readonly now: Instant;
};

function isDue(
	{ accounting, budget }: Policy,
	state: Reconciliation | null,
	now: Instant,
): boolean {
	if (state === null) return true;
	const isDayClosed = state.lastRunAt < dayOf(now, budget.zone).from;
	return isDayClosed || now - state.lastRunAt >= accounting.bill.everyMs;
}

type ReadSnapshot =
	| { readonly kind: "snapshot"; readonly snapshot: BillSnapshot }
	| { readonly kind: "refused"; readonly reason: string };

/** The running period, and that which ran at the last snapshot if it is another one by now. */
async function readSnapshot(
	{ bill, clock }: ReconcileDeps,
	last: BillSnapshot | null,
): Promise<ReadSnapshot> {
	const current = await bill.readBill(null);
	const takenAt = clock.now();
	if (current.kind === "refused") return current;
	const ran = last?.periods.find(({ to }) => to > last.takenAt);
	const isNew = ran !== undefined && ran.id !== current.period.id;
	const before = isNew ? await bill.readBill(ran.id) : null;
	const periods: BillPeriod[] = [current.period];
	if (before?.kind === "period") periods.push(before.period);
	return { kind: "snapshot", snapshot: { takenAt, periods: periods.map(billedPeriod) } };
}

/** Said once: from then on it stands on the page, and it is tried again in silence. */
async function refused(
	{ deps, store, state, now }: Pass,
	reason: string,
): Promise<{ readonly outcome: ReconcileOutcome }> {
	const before = state.value;
	const isNews = before?.access !== "refused";
	if (isNews) deps.log.warn("no-access-to-the-bill", { namespace: deps.namespace, reason });
	const accessSince = isNews ? now : before.accessSince;
	const empty = emptyState(now);
	await store.writeState(
		{ ...(before ?? empty), lastRunAt: now, access: "refused", accessSince, drift: null },
		state.version,
	);
	return { outcome: "no-access" };
}

function emptyState(now: Instant): Reconciliation {
	return {
		lastRunAt: now,
		access: "readable",
		accessSince: now,
		comparedUntil: null,
		comparisons: [],
		drift: null,
		levelSince: now,
	};
}

type Compared = { readonly comparison: BillComparison | null; readonly until: Instant | null };

/** The newest window that lies between two snapshots and is old enough; contiguous with the one before. */
async function compareSettled(pass: Pass, snapshots: readonly BillSnapshot[]): Promise<Compared> {
	const { deps, now } = pass;
	const { settleMs, lagMs } = deps.policy.accounting.bill;
	const meteredUntil = await readMeteredUntil(deps);
	const until = pass.state.value?.comparedUntil ?? null;
	const earlier = snapshots.find(({ takenAt }) => takenAt === until) ?? snapshots[0];
	const later = snapshots.findLast(
		({ takenAt }) => takenAt <= Math.min(now - settleMs, meteredUntil + lagMs),
	);
	if (earlier === undefined || later === undefined || later.takenAt <= earlier.takenAt) {
		return { comparison: null, until: earlier?.takenAt ?? null };
	}
	const billed = billedBetween(earlier, later);
	if (billed === null) {
		deps.log.warn("bill-window-skipped", { from: earlier.takenAt, to: later.takenAt });
		return { comparison: null, until: later.takenAt };
	}
	const window = { from: earlier.takenAt - lagMs, to: later.takenAt - lagMs };
	const metered = await meteredIn(pass, window);
	return { comparison: await book(pass, { window, metered, billed }), until: later.takenAt };
}

async function readMeteredUntil({ table, namespace }: ReconcileDeps): Promise<Instant> {
	const { value } = await ledgerStore(table, namespace).readCursor();
	return value?.observedUntil ?? Number.NEGATIVE_INFINITY;
}

async function meteredIn({ deps }: Pass, window: Range): Promise<MeteredEndpoint[]> {
	const ledger = ledgerStore(deps.table, deps.namespace);
	const hours = slices(window, hourMs).map(({ from }) => hourOf(from));
	const loaded = await Promise.all(hours.map((hour) => ledger.readHour(hour)));
	const items = loaded.flat().map(({ item }) => item);
	const postures = await ledger.readPostures();
	return meteredBetween({ window, items, postures });
}

/** Endpoints that differ most, as many as a person looks at. */
const mostEndpoints = 20;

async function book(
	pass: Pass,
	facts: {
		window: Range;
		metered: readonly MeteredEndpoint[];
		billed: ReadonlyMap<string, number>;
	},
): Promise<BillComparison> {
	const { deps, store, now } = pass;
	const settings = deps.policy.accounting.bill;
	const { comparison, corrections } = compareBill({ ...facts, settings, now });
	for (const correction of corrections) await store.bookCorrection(correction);
	if (touchesToday(pass, corrections)) await askForSummary(pass);
	const { metered, billedMicroUsd, booked } = comparison;
	const { lo, point, hi } = metered;
	deps.log.info("bill-compared", { ...facts.window, lo, point, hi, billedMicroUsd, booked });
	return { ...comparison, endpoints: comparison.endpoints.slice(0, mostEndpoints) };
}

/** A closed period triggers nothing: its sum is made whenever it is asked for. */
function touchesToday({ deps, now }: Pass, corrections: readonly Correction[]): boolean {
	const today = dayOf(now, deps.policy.budget.zone);
	return corrections.some(({ parts }) => parts.some(({ at }) => at >= today.from));
}

const mostTries = 5;

/** The summary is meter's: the mark of an unfinished pass makes its next pass write a new one. */
async function askForSummary({ deps }: Pass): Promise<void> {
	const ledger = ledgerStore(deps.table, deps.namespace);
	for (let attempt = 0; attempt < mostTries; attempt += 1) {
		const { value, version } = await ledger.readCursor();
		if (value === null || value.unfinished) return;
		try {
			await ledger.writeCursor({ ...value, unfinished: true }, version);
			return;
		} catch (error) {
			if (!(error instanceof LostRace)) throw error;
		}
	}
}

function stateAfter({ deps, state, now }: Pass, { comparison, until }: Compared): Reconciliation {
	const settings = deps.policy.accounting.bill;
	const before = state.value ?? emptyState(now);
	const all = comparison === null ? before.comparisons : [...before.comparisons, comparison];
	const newest = all.at(-1)?.to ?? now;
	const comparisons = all.filter(({ to }) => to > newest - settings.overMs);
	const drift = judgeDrift(comparisons, settings);
	const isSame = (drift?.level ?? "none") === (before.drift?.level ?? "none");
	return {
		lastRunAt: now,
		access: "readable",
		accessSince: before.access === "readable" ? before.accessSince : now,
		comparedUntil: until,
		comparisons,
		drift,
		levelSince: isSame ? before.levelSince : now,
	};
}
