import { decideTier } from "../core/decide/decide-tier.ts";
import { dayOf } from "../core/reading/period.ts";
import { readSpend } from "../core/reading/read-spend.ts";
import type { Endpoint } from "../domain/endpoint.ts";
import type { Instant } from "../domain/instant.ts";
import type { Decision } from "../domain/plan.ts";
import { actOnDecision } from "./guard/act-on-decision.ts";
import { emptyControl, type GuardDeps, type GuardPass, type QuickLook } from "./guard/pass.ts";
import { takeLease } from "./guard/take-lease.ts";
import { guardStore } from "./store/guard-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";

export type GuardOutcome = "quiet" | "acted" | "busy" | "no-data";

/** No call to the account begins later than this after the pass began (the lease is longer). */
const passMs = 40_000;

/**
 * One pass: read what is known, decide (pure), and if anything is held, due or to be said, act on it.
 * A quiet pass costs its lease and nothing else.
 */
export async function guardBudget(deps: GuardDeps): Promise<GuardOutcome> {
	const now = deps.clock.now();
	const store = guardStore(deps.table, deps.namespace);
	if ((await takeLease(store, now)) === null) return "busy";
	const look = await quickLook(deps, now);
	if (look === null) return "no-data";
	const decision = decide(look);
	deps.log.info("decision", {
		namespace: deps.namespace,
		tier: decision.tier,
		reason: decision.reason,
		ratio: decision.ratio,
		threshold: decision.threshold,
		policy: deps.policy.hash.slice(0, 8),
	});
	if (isQuiet(look, decision)) return "quiet";
	await actOnDecision(await wholePass(look), decision);
	return "acted";
}

async function quickLook(deps: GuardDeps, now: Instant): Promise<QuickLook | null> {
	const store = guardStore(deps.table, deps.namespace);
	const ledger = ledgerStore(deps.table, deps.namespace);
	const [cursor, summary, control, overrides] = await Promise.all([
		ledger.readCursor(),
		ledger.readSummary(),
		store.readControl(),
		store.readOverrides(now),
	]);
	if (cursor.value === null || summary.value === null) return null;
	const { budget, limits } = deps.policy;
	const reading = readSpend({
		summary: summary.value,
		cursor: cursor.value,
		budget,
		period: dayOf(now, budget.zone),
		now,
		staleAfterMs: limits.staleAfterMs,
	});
	return { deps, store, now, reading, cursor: cursor.value, control, overrides };
}

/** Old data decide nothing new: the latched tier stays, and it is said why. */
function decide(look: QuickLook): Decision {
	const { reading, deps, now } = look;
	const control = look.control.value ?? emptyControl(reading.period.key, now);
	const decision = decideTier({ reading, control, policy: deps.policy, now });
	if (!reading.stale) return decision;
	return {
		...decision,
		tier: decision.previousTier,
		reason: "stale-data",
		belowSince: control.belowSince,
		uncertainSince: control.uncertainSince,
	};
}

function isQuiet({ control, reading, cursor }: QuickLook, decision: Decision): boolean {
	const state = control.value;
	if (state === null) return false;
	return (
		decision.tier === "ok" &&
		state.tier === "ok" &&
		state.periodKey === reading.period.key &&
		state.held.length === 0 &&
		state.outbox.length === 0 &&
		decision.uncertainSince === state.uncertainSince &&
		cursor.failedPasses === 0
	);
}

async function wholePass(look: QuickLook): Promise<GuardPass> {
	const { deps, store, now, reading } = look;
	const [postures, records] = await Promise.all([
		ledgerStore(deps.table, deps.namespace).readPostures(),
		store.readRestoreRecords(),
	]);
	const prices = new Map(postures.map((posture) => [posture.endpoint, posture.price]));
	return {
		...look,
		before: look.control.value ?? emptyControl(reading.period.key, now),
		postures,
		endpoints: postures.map((posture) => posture.observed),
		records,
		priceOf: (endpoint: Endpoint) => {
			const price = prices.get(endpoint.name);
			if (price === undefined) throw new Error(`${endpoint.name} has no posture and so no price`);
			return price;
		},
		deadline: now + passMs,
	};
}
