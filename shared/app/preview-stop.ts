import { storedStandings } from "../core/decide/decide-budgets.ts";
import { withOrderedStops } from "../core/plan/ordered-stops.ts";
import { planHashOf } from "../core/plan/plan-hash.ts";
import { planTier } from "../core/plan/plan-tier.ts";
import { dayOf } from "../core/reading/period.ts";
import { raisedPolicy } from "../core/reading/raised-policy.ts";
import { readBudgets } from "../core/reading/read-budgets.ts";
import type { Control } from "../domain/control.ts";
import type { Instant } from "../domain/instant.ts";
import { type Override, overridesInForce } from "../domain/override.ts";
import type { Plan } from "../domain/plan.ts";
import type { Policy } from "../domain/policy.ts";
import type { Reading } from "../domain/reading.ts";
import type { Clock } from "../ports/clock.ts";
import type { Table } from "../ports/table.ts";
import { emptyControl } from "./guard/pass.ts";
import { guardStore } from "./store/guard-store.ts";
import { ledgerStore } from "./store/ledger-store.ts";

export type PreviewDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly clock: Clock;
};

/** What a person decides on: the state now, and what a stop would do. */
export type StopPreview = {
	readonly now: Instant;
	readonly policy: Policy;
	readonly reading: Reading;
	readonly control: Control;
	readonly overrides: readonly Override[];
	/** What `stop-now` for everything would do. */
	readonly plan: Plan;
	readonly planHash: string;
	/** Grows with each transition and step: a button of an older state is stale. */
	readonly stateVersion: number;
};

/** From the store alone; null before the first good pass. */
export async function previewStop(deps: PreviewDeps): Promise<StopPreview | null> {
	const { namespace, table, clock } = deps;
	const now = clock.now();
	const [ledger, guard] = [ledgerStore(table, namespace), guardStore(table, namespace)];
	const [cursor, summary, postures, stored, records, orders] = await Promise.all([
		ledger.readCursor(),
		ledger.readSummary(),
		ledger.readPostures(),
		guard.readControl(),
		guard.readRestoreRecords(),
		guard.readAllOverrides(),
	]);
	if (cursor.value === null || summary.value === null) return null;
	const { key: periodKey } = dayOf(now, deps.policy.budget.zone);
	const overrides = overridesInForce(orders, now);
	const policy = raisedPolicy(deps.policy, overrides, { periodKey, now });
	const [{ reading }, ...readings] = readBudgets({
		summary: summary.value,
		cursor: cursor.value,
		policy,
		now,
	});
	const control = stored.value ?? emptyControl(periodKey, now);
	const prices = new Map(postures.map((posture) => [posture.endpoint, posture.price]));
	const input = {
		tier: control.tier,
		groups: storedStandings(readings, control.groups ?? []),
		endpoints: postures.map((posture) => posture.observed),
		priceOf: ({ name }: { readonly name: string }) => {
			const price = prices.get(name);
			if (price === undefined) throw new Error(`${name} has no posture and so no price`);
			return price;
		},
		policy,
		reading,
		overrides: [...overrides, stopOf(namespace, now)],
		held: control.held,
		records,
		now,
	};
	const plan = withOrderedStops(planTier(input), input);
	const stateVersion = control.generation;
	const planHash = planHashOf(plan);
	return { now, policy, reading, control, overrides, plan, planHash, stateVersion };
}

/** The order that the preview is of; it is never stored. */
function stopOf(namespace: string, now: Instant): Override {
	const base = { id: "preview", kind: "stop-now", namespace, endpoint: null } as const;
	return { ...base, actor: "", reason: "", grantedAt: now, expiresAt: now + 1 };
}
