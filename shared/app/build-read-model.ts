import { chargeOf, estimateLot, lotsOf, mergeLots } from "../core/ledger/lots.ts";
import { endpointPolicy } from "../core/plan/endpoint-policy.ts";
import { planTier } from "../core/plan/plan-tier.ts";
import { dayOf } from "../core/reading/period.ts";
import { readSpend } from "../core/reading/read-spend.ts";
import { spendCurve } from "../core/reading/summarise.ts";
import { hourMs, hourOf, minuteMs } from "../domain/instant.ts";
import type { HourItem, Posture } from "../domain/ledger.ts";
import type { Bounds } from "../domain/money.ts";
import type { Plan } from "../domain/plan.ts";
import { type Mode, type Policy, type Tier, tierOrder } from "../domain/policy.ts";
import type { EndpointView, ReadModel, SentNotice } from "../domain/read-model.ts";
import type { Period } from "../domain/reading.ts";
import type { Clock } from "../ports/clock.ts";
import type { Table } from "../ports/table.ts";
import { emptyControl } from "./guard/pass.ts";
import { allChannels, guardStore } from "./store/guard-store.ts";
import { keysOf } from "./store/keys.ts";
import { type LedgerStore, ledgerStore } from "./store/ledger-store.ts";
import { readPrefix } from "./store/record.ts";

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
export async function buildReadModel(deps: ReadModelDeps): Promise<ReadModel> {
	const now = deps.clock.now();
	const { budget, limits } = deps.policy;
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
	const period = dayOf(now, budget.zone);
	const known = cursor.value !== null && summary.value !== null;
	const state = control.value ?? emptyControl(period.key, now);
	const until = Math.min(now, cursor.value?.observedUntil ?? now);
	const items = await itemsOf(ledger, period, until);
	const totals = await ledger.readTotals({ from: period.from, to: until });
	const planFor = (tier: Tier): Plan =>
		planTier({
			tier,
			endpoints: postures.map((posture) => posture.observed),
			priceOf: (endpoint) => priceIn(postures, endpoint.name),
			policy: deps.policy,
			overrides,
			held: state.held,
			records,
			now,
		});
	const next = tierOrder[tierOrder.indexOf(state.tier) + 1];
	return {
		namespace: deps.namespace,
		now,
		simulated: deps.simulated,
		mode: deps.mode,
		policy: deps.policy,
		reading: known
			? readSpend({
					summary: summary.value,
					cursor: cursor.value,
					budget,
					period,
					now,
					staleAfterMs: limits.staleAfterMs,
				})
			: null,
		lastPassAt: pulse.value?.lastPassAt ?? null,
		lastError: cursor.value?.lastError ?? null,
		control: state,
		restoreRecords: records.filter((record) =>
			state.held.some(
				(held) => held.endpoint === record.endpoint && held.generation === record.generation,
			),
		),
		endpoints: postures.map((posture) =>
			viewOf(posture, { items, period, until, policy: deps.policy }),
		),
		planNow: known ? planFor(state.tier) : null,
		planNext: known && next !== undefined ? planFor(next) : null,
		curve: known ? spendCurve({ period, at: until, totals, postures }, curveStepMs) : [],
		overrides,
		sent: await readSent(deps),
	};
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
	const own = items.filter(
		(item) => item.endpoint === posture.endpoint && item.createdAt === posture.createdAt,
	);
	const open = estimateLot({ ...posture, from: posture.since, to: until }, window);
	return chargeOf(mergeLots([...own.flatMap((item) => lotsOf(item, window)), open]));
}

/** Newest first; what waits for another try is left out. */
async function readSent({ table, namespace }: ReadModelDeps): Promise<SentNotice[]> {
	const keys = keysOf(namespace);
	const entries = await readPrefix<SentNotice & { state?: string }>(
		table,
		keys.pk,
		keys.sentPrefix,
	);
	return entries
		.filter(({ sk, value }) => !sk.endsWith(`#${allChannels}`) && value.state === "sent")
		.map(({ value: { id, channel, sentAt, title, severity } }) => ({
			id,
			channel,
			sentAt,
			title,
			severity,
		}))
		.sort((a, b) => b.sentAt - a.sentAt);
}
