import { dueSlots } from "../core/ledger/due-questions.ts";
import { isSteady } from "../core/ledger/is-steady.ts";
import { inventoryFingerprint } from "../core/ledger/observe.ts";
import { priceLookup } from "../core/pricing/price-lookup.ts";
import { dayOf } from "../core/reading/period.ts";
import type { Endpoint, Inventory } from "../domain/endpoint.ts";
import { hourOf, type Instant } from "../domain/instant.ts";
import type { Cursor } from "../domain/ledger.ts";
import type { Price } from "../domain/price.ts";
import { bookChanges } from "./meter/book-changes.ts";
import { refreshForecasts } from "./meter/forecast-budgets.ts";
import type { MeterDeps, MeterPass } from "./meter/meter-pass.ts";
import { type LedgerStore, ledgerStore } from "./store/ledger-store.ts";
import type { Stored } from "./store/record.ts";

/**
 * One pass: list the fleet, book what changed, say `spend.metered`. A failed list moves nothing but the
 * count of failures; guard is told all the same, because it has to know that it is blind.
 */
export async function meterFleet(deps: MeterDeps): Promise<void> {
	const store = ledgerStore(deps.table, deps.namespace);
	const cursor = await store.readCursor();
	const looked = await lookAt(deps, cursor.value);
	const list = looked.ok ? await meterInventory(passOf(deps, store, cursor, looked)) : "new";
	if (!looked.ok) await recordFailure(deps, store, cursor, looked.failure);
	const { namespace } = deps;
	const at = deps.clock.now();
	await deps.bus.publish({ type: "spend.metered", version: 1, namespace, at, list });
}

/** Whether there is anything to look at that the last list did not say. */
type ListNews = "new" | "same";

type Looked =
	| {
			ok: true;
			inventory: Inventory;
			priceOf: (endpoint: Endpoint) => Price;
			pricesConfirmedAt: Instant | null | undefined;
	  }
	| { ok: false; failure: string };

async function lookAt(deps: MeterDeps, cursor: Cursor | null): Promise<Looked> {
	try {
		const [book, inventory] = await Promise.all([
			deps.prices.readPrices(),
			deps.fleet.listInventory(),
		]);
		if (!inventory.complete) return incomplete(inventory);
		if (isSuspiciousDrop(inventory, cursor)) {
			return { ok: false, failure: "more than half of the endpoints vanished from one list" };
		}
		const lookup = priceLookup(book);
		const priceOf = (endpoint: Endpoint) => lookup(endpoint.hardware);
		return { ok: true, inventory, priceOf, pricesConfirmedAt: book.confirmedAt };
	} catch (error) {
		return { ok: false, failure: error instanceof Error ? error.message : String(error) };
	}
}

function incomplete({ problem }: Inventory): Looked {
	return { ok: false, failure: problem ?? "the endpoint list was incomplete" };
}

/** A list that lost more than half of a fleet is believed only when the next one says the same. */
function isSuspiciousDrop(inventory: Inventory, cursor: Cursor | null): boolean {
	if (cursor === null || cursor.dropsInARow > 0) return false;
	return inventory.endpoints.length < cursor.endpointCount / 2;
}

function passOf(
	deps: MeterDeps,
	store: LedgerStore,
	cursor: Stored<Cursor>,
	looked: Extract<Looked, { ok: true }>,
): MeterPass {
	const { inventory, priceOf, pricesConfirmedAt } = looked;
	return {
		deps,
		store,
		cursor,
		inventory,
		priceOf,
		pricesConfirmedAt,
		period: dayOf(inventory.at, deps.policy.budget.zone),
		fingerprint: `${inventoryFingerprint(inventory, priceOf)}.${deps.policy.hash.slice(0, 12)}`,
		slots: dueSlots(inventory.endpoints, inventory.at, deps.settings),
	};
}

async function meterInventory(pass: MeterPass): Promise<ListNews> {
	const { cursor, inventory, store } = pass;
	if (cursor.value !== null && inventory.at <= cursor.value.observedUntil) return "same";
	if (isQuiet(pass) && (await slotsAreSteady(pass))) {
		if (isFirstOfItsHour(pass)) await refreshForecasts(pass.deps, inventory.at);
		await store.writeCursor(quietCursor(pass), cursor.version);
		return "same";
	}
	await bookChanges(pass);
	return "new";
}

/** Nothing changed since the last good list, which is recent, of the same day and left nothing owed. */
function isQuiet({ cursor, inventory, fingerprint, period, deps }: MeterPass): boolean {
	const last = cursor.value;
	return (
		last !== null &&
		last.fingerprint === fingerprint &&
		last.periodKey === period.key &&
		!last.unfinished &&
		last.owed === 0 &&
		(last.confirmAt ?? Number.POSITIVE_INFINITY) > inventory.at &&
		inventory.at - last.observedUntil <= deps.settings.longestSampleMs &&
		inventory.endpoints.every((endpoint) => endpoint.readyReplica === endpoint.targetReplica)
	);
}

function isFirstOfItsHour({ cursor, inventory }: MeterPass): boolean {
	return hourOf(inventory.at) > hourOf(cursor.value?.observedUntil ?? inventory.at);
}

/** Endpoints whose turn it is are asked; a steady answer confirms the open posture and writes nothing. */
async function slotsAreSteady({ slots, inventory, deps }: MeterPass): Promise<boolean> {
	const { fleet, settings } = deps;
	const from = inventory.at - settings.everyMs - settings.overlapMs;
	const answers = await Promise.all(
		slots.map(async (endpoint) => {
			const window = { from: Math.max(from, endpoint.createdAt), to: inventory.at };
			const ranges = await fleet.readStageRanges(endpoint.name, window).catch(() => null);
			return ranges !== null && isSteady(endpoint, window, ranges, settings.toleranceMs);
		}),
	);
	return answers.every(Boolean);
}

function quietCursor({ cursor, inventory, fingerprint, period }: MeterPass): Cursor {
	const { confirmAt, provenAgeMs, toldStages } = cursor.value ?? {};
	return {
		...(confirmAt === undefined ? {} : { confirmAt }),
		...(provenAgeMs === undefined ? {} : { provenAgeMs }),
		...(toldStages === undefined ? {} : { toldStages }),
		observedUntil: inventory.at,
		fingerprint,
		lastPassAt: inventory.at,
		failedPasses: 0,
		lastError: null,
		periodKey: period.key,
		zone: period.zone,
		dropsInARow: 0,
		endpointCount: inventory.endpoints.length,
		unfinished: false,
		owed: cursor.value?.owed ?? 0,
	};
}

const longestErrorCharacters = 300;

async function recordFailure(
	deps: MeterDeps,
	store: LedgerStore,
	cursor: Stored<Cursor>,
	failure: string,
): Promise<void> {
	const now: Instant = deps.clock.now();
	const lastError = failure.slice(0, longestErrorCharacters);
	deps.log.warn("meter-pass-failed", { namespace: deps.namespace, problem: lastError });
	const before = cursor.value ?? firstCursor(deps, now);
	const failedPasses = before.failedPasses + 1;
	const dropsInARow = before.dropsInARow + (failure.includes("vanished") ? 1 : 0);
	await store.writeCursor(
		{ ...before, lastPassAt: now, failedPasses, lastError, dropsInARow },
		cursor.version,
	);
}

/** Nothing was ever seen, and guard has to know since when. */
function firstCursor({ policy }: MeterDeps, now: Instant): Cursor {
	const period = dayOf(now, policy.budget.zone);
	return {
		observedUntil: period.from,
		fingerprint: "",
		lastPassAt: now,
		failedPasses: 0,
		lastError: null,
		periodKey: period.key,
		dropsInARow: 0,
		endpointCount: 0,
		unfinished: true,
		owed: 0,
	};
}
