import { decideGroups, decideOn, latchOf } from "../core/decide/decide-budgets.ts";
import { earlyNeed } from "../core/decide/early-need.ts";
import { overrideNews } from "../core/notify/override-news.ts";
import { dayOf } from "../core/reading/period.ts";
import { raisedPolicy } from "../core/reading/raised-policy.ts";
import { type BudgetReading, readBudgets } from "../core/reading/read-budgets.ts";
import type { Control } from "../domain/control.ts";
import type { Endpoint } from "../domain/endpoint.ts";
import { type Instant, minuteMs } from "../domain/instant.ts";
import type { Summary } from "../domain/ledger.ts";
import { type MicroUsd, noMoney } from "../domain/money.ts";
import { overridesInForce } from "../domain/override.ts";
import type { Decision } from "../domain/plan.ts";
import type { GroupLatch } from "../domain/standing.ts";
import { actOnDecision } from "./guard/act-on-decision.ts";
import { followSchedules } from "./guard/follow-schedules.ts";
import { emptyControl, type GuardDeps, type GuardPass, type QuickLook } from "./guard/pass.ts";
import { releaseLease, takeLease } from "./guard/take-lease.ts";
import { timelyWriter } from "./guard/timely-writer.ts";
import { readUsualRests as readRests } from "./read-usual-rests.ts";
import { billStore } from "./store/bill-store.ts";
import { guardStore } from "./store/guard-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { spendStore } from "./store/spend-store.ts";

export type GuardOutcome = "quiet" | "acted" | "busy" | "no-data";

/** No call to the account begins later than this after the pass began (the lease is longer). */
const passMs = 40_000;

/** Guard's own schedule is for the case that no word of meter came; less than this is no silence. */
const silenceMs = 4 * minuteMs;

/** Guard's own schedule: a pass only where none came for a while; it would only take the lease from it. */
export async function guardWhenSilent(deps: GuardDeps): Promise<GuardOutcome | "not-needed"> {
	const { value } = await guardStore(deps.table, deps.namespace).readPulse();
	const isSilent = value === null || deps.clock.now() - value.lastPassAt > silenceMs;
	return isSilent ? guardBudget(deps) : "not-needed";
}

/**
 * One pass: read what is known, decide (pure), and if anything is held, due or to be said, act on it.
 * A quiet pass costs its lease and nothing else. `asked`: a person waits for it.
 */
export async function guardBudget(deps: GuardDeps, asked = false): Promise<GuardOutcome> {
	const now = deps.clock.now();
	const store = guardStore(deps.table, deps.namespace);
	const lease = await takeLease(store, now);
	if (lease === null) return "busy";
	const outcome = await passUnderLease(deps, now);
	if (outcome === "acted" || asked) await releaseLease(store, lease, deps.clock.now());
	return outcome;
}

async function passUnderLease(deps: GuardDeps, now: Instant): Promise<GuardOutcome> {
	const look = await quickLook(deps, now);
	if (look === null) return "no-data";
	const decision = decide(look);
	logDecision(look, deps.policy.budget.name, decision);
	for (const { budget, decision: own } of look.groups) {
		if (own.tier !== "ok" || own.tier !== own.previousTier) logDecision(look, budget.name, own);
	}
	const isDone = isQuiet(look, decision);
	if (!isDone) await actOnDecision(await wholePass(look), decision);
	await followSchedules(look, wholePass);
	return isDone ? "quiet" : "acted";
}

function logDecision({ deps }: QuickLook, budget: string, decision: Decision): void {
	deps.log.info("decision", {
		namespace: deps.namespace,
		budget,
		tier: decision.tier,
		reason: decision.reason,
		ratio: decision.ratio,
		threshold: decision.threshold,
		policy: deps.policy.hash.slice(0, 8),
	});
}

async function quickLook(deps: GuardDeps, now: Instant): Promise<QuickLook | null> {
	const store = guardStore(deps.table, deps.namespace);
	const ledger = ledgerStore(deps.table, deps.namespace);
	const [cursor, summary, control, orders] = await Promise.all([
		ledger.readCursor(),
		ledger.readSummary(),
		store.readControl(),
		store.readAllOverrides(),
	]);
	if (cursor.value === null) return null;
	const period = dayOf(now, deps.policy.budget.zone);
	const overrides = overridesInForce(orders, now);
	const policy = raisedPolicy(deps.policy, overrides, { periodKey: period.key, now });
	const [whole, ...readings] = readBudgets({
		summary: summary.value ?? nothingSeen(period.key, cursor.value.observedUntil),
		cursor: cursor.value,
		policy,
		now,
	});
	const isPointSuspended = await isSuspended(deps, [whole, ...readings]);
	const latches = control.value?.groups ?? [];
	return {
		deps: { ...deps, policy },
		store,
		now,
		reading: whole.reading,
		groups: decideGroups({ readings, latches, policy, now, isPointSuspended }),
		cursor: cursor.value,
		summary: summary.value,
		control,
		orders,
		overrides,
		isPointSuspended,
	};
}

/** Asked for only where a trim may begin: a quiet minute reads nothing more. */
async function isSuspended(
	{ table, namespace }: GuardDeps,
	readings: readonly BudgetReading[],
): Promise<boolean> {
	const mayBegin = readings.some(
		({ budget, reading: { ratio, hourRatios } }) =>
			Math.max(ratio.point, hourRatios.point) > budget.thresholds.trim,
	);
	if (!mayBegin) return false;
	const { value } = await billStore(table, namespace).readState();
	return value?.drift?.suspendsPoint === true;
}

/** Before the first good list: nothing is known, and the reading is stale, so that nothing is decided on it. */
function nothingSeen(periodKey: string, at: Instant): Summary {
	const spent = noMoney;
	return {
		periodKey,
		at,
		spent,
		ratePerHour: noMoney,
		bins: [],
		floorPerHour: 0,
		ceilingPerHour: 0,
		forecast: null,
		groups: [],
	};
}

function decide({ reading, deps, now, control, isPointSuspended }: QuickLook): Decision {
	const latch = control.value ?? emptyControl(reading.period.key, now);
	return decideOn({ reading, control: latch, policy: deps.policy, now, isPointSuspended });
}

function isQuiet(look: QuickLook, decision: Decision): boolean {
	const { control, reading, cursor } = look;
	const state = control.value;
	if (state === null) return false;
	return (
		!hasOrders(look, state) &&
		state.word === undefined &&
		!wantsEarlySteps(look) &&
		areGroupsQuiet(look, state) &&
		decision.tier === "ok" &&
		state.tier === "ok" &&
		state.periodKey === reading.period.key &&
		state.held.length === 0 &&
		state.outbox.length === 0 &&
		decision.uncertainSince === state.uncertainSince &&
		cursor.failedPasses === 0
	);
}

/** A group within its budget keeps nobody busy, whatever is remembered of it. */
function areGroupsQuiet({ groups, deps }: QuickLook, { groups: latches = [] }: Control): boolean {
	const isKnown = ({ budget }: GroupLatch) =>
		deps.policy.groups.some(({ name }) => name === budget);
	const areAsBefore = groups.every(({ budget, decision }) => {
		const latch = latchOf(latches, budget.name);
		const uncertainSince = latch?.uncertainSince ?? null;
		return decision.tier === "ok" && decision.uncertainSince === uncertainSince;
	});
	return areAsBefore && latches.every((latch) => latch.tier === "ok" && isKnown(latch));
}

/** Before the money is gone there is something to do only where the policy says so. */
function wantsEarlySteps({ reading, deps, groups }: QuickLook): boolean {
	const { policy } = deps;
	return [{ reading, budget: policy.budget }, ...groups].some((each) => {
		const need = earlyNeed(each.reading, { ...policy, budget: each.budget });
		return need.isForeseen || need.overHardLineMicroUsd > 0;
	});
}

/** A person ordered a stop, or there is something to say of an order. */
function hasOrders({ orders, overrides, now }: QuickLook, { told }: Control): boolean {
	const stops = overrides.some(({ kind }) => kind === "stop-now");
	return stops || overrideNews({ orders, told, now }).length > 0;
}

/** Asked only where something is stopped that may come back. */
async function readUsualRests({
	deps,
	control,
	reading,
	groups,
	now,
}: QuickLook): Promise<ReadonlyMap<string, MicroUsd>> {
	if (control.value === null || !control.value.held.some(({ written }) => written.paused))
		return new Map();
	const own = { budget: deps.policy.budget, reading };
	return readRests(spendStore(deps.table, deps.namespace), [own, ...groups], now);
}

async function wholePass(look: QuickLook): Promise<GuardPass> {
	const { deps, store, now, reading } = look;
	const [postures, records, usualRests] = await Promise.all([
		ledgerStore(deps.table, deps.namespace).readPostures(),
		store.readRestoreRecords(),
		readUsualRests(look),
	]);
	const prices = new Map(postures.map((posture) => [posture.endpoint, posture.price]));
	const deadline = now + passMs;
	return {
		...look,
		deps: { ...deps, writer: timelyWriter(deps.writer, deps.clock, deadline) },
		before: look.control.value ?? emptyControl(reading.period.key, now),
		postures,
		endpoints: postures.map((posture) => posture.observed),
		records,
		usualRests,
		priceOf: (endpoint: Endpoint) => {
			const price = prices.get(endpoint.name);
			if (price === undefined) throw new Error(`${endpoint.name} has no posture and so no price`);
			return price;
		},
		deadline,
	};
}
