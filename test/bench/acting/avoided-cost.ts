import { bookSavings } from "../../../shared/app/book-savings.ts";
import { actionOf } from "../../../shared/app/guard/actions.ts";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { savingStore } from "../../../shared/app/store/saving-store.ts";
import { byAction } from "../../../shared/core/advise/saving-totals.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { hourMs, type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import type { Action, HourSaving } from "../../../shared/domain/saving.ts";
import { createAccount } from "../../../shared/simulator/account.ts";
import { policyOf } from "../../core/fixture.ts";
import type { BenchResult } from "../bench-result.ts";
import { type GuardedAccount, guardedAccount } from "./guarded-account.ts";
import { dayMs, start, variedFleet, zone } from "./varied-fleet.ts";

const endpoints = 24;
const historyDays = 3;
/** A day that goes over its budget, and one on which everything comes back, in turns. */
const actingDays = 6;
const leastActions = 500;
const target = { inside: 0.95, totalsWithin: 0.25 };
const everyMs = 2 * minuteMs;
const bookAtMs = 17 * minuteMs;

type Judged = { readonly saving: HourSaving; readonly trueMicroUsd: number };

/** Avoided cost as the guard books it, against a twin of the account on which nobody acts. */
export async function avoidedCostBench(options: readonly string[] = []): Promise<BenchResult> {
	const given = options.find((word) => word.startsWith("--seeds="))?.slice("--seeds=".length);
	const most = given === undefined ? 20 : Number(given);
	const all: Judged[] = [];
	for (
		let seed = 1;
		seed <= most && (given !== undefined || all.length < leastActions);
		seed += 1
	) {
		all.push(...(await judgeSeed(seed)));
	}
	return report(all);
}

async function judgeSeed(seed: number): Promise<Judged[]> {
	const scenario = variedFleet(endpoints, seed);
	let now = scenario.start;
	const clock = { now: () => now, sleep: () => Promise.resolve() };
	const twin = createAccount({ clock, seed, scenario });
	const ample = policyOf({ rules }, { zone, dailyMicroUsd: 1_000_000_000_000 });
	const guarded = guardedAccount({ scenario, seed, policy: ample });
	await runDays(guarded, { from: start, days: historyDays, policy: ample });
	now = guarded.now();
	const usualDay = twin.truth.billMicroUsd(start, now) / historyDays;
	const tight = policyOf({ rules }, { zone, dailyMicroUsd: Math.round(0.45 * usualDay) });
	const actions = new Map<string, Action>();
	for (let pair = 0; pair < actingDays; pair += 1) {
		const from = start + (historyDays + 2 * pair) * dayMs;
		await runDays(guarded, { from, days: 1, policy: tight, actions });
		await runDays(guarded, { from: from + dayMs, days: 1, policy: ample, actions });
	}
	now = guarded.now();
	const hours = await savingStore(guarded.table, "acme").readHours({ from: start, to: now });
	return byAction(hours).flatMap((saving) => {
		const action = actions.get(keyOf(saving));
		if (action === undefined) return [];
		const to = Math.min(action.to ?? now, dayOf(action.from, zone).to);
		const cost = (account: typeof twin) =>
			account.truth.billMicroUsd(action.from, to, action.endpoint);
		return [{ saving, trueMicroUsd: cost(twin) - cost(guarded.account) }];
	});
}

const rules = [{ tag: "critical", criticality: "critical" as const }];

type Run = {
	readonly from: Instant;
	readonly days: number;
	readonly policy: Policy;
	readonly actions?: Map<string, Action>;
};

async function runDays(guarded: GuardedAccount, { from, days, policy, actions }: Run) {
	const { table, clock } = guarded;
	const store = savingStore(table, "acme");
	let booked = Math.floor(from / hourMs);
	for (let at = from + everyMs; at <= from + days * dayMs; at += everyMs) {
		guarded.waitUntil(at);
		await guarded.meter();
		await guarded.guard(policy);
		if (actions === undefined || Math.floor((at - bookAtMs) / hourMs) <= booked) continue;
		booked = Math.floor((at - bookAtMs) / hourMs);
		await bookSavings({ namespace: "acme", policy, table, clock });
		const { value } = await guardStore(table, "acme").readControl();
		const standing = (value?.held ?? []).flatMap((held) => actionOf(held) ?? []);
		for (const action of standing) actions.set(keyOf(action), action);
		for (const action of await store.readEnded(at - 3 * hourMs)) actions.set(keyOf(action), action);
	}
}

function keyOf({ endpoint, generation }: { endpoint: string; generation: number }): string {
	return `${endpoint}#${generation}`;
}

function report(all: readonly Judged[]): BenchResult {
	const isInside = ({ saving: { saved }, trueMicroUsd }: Judged) =>
		saved.lo <= trueMicroUsd && trueMicroUsd <= saved.hi;
	const inside = all.filter(isInside).length / Math.max(1, all.length);
	const sum = (of: (each: Judged) => number) => all.reduce((total, each) => total + of(each), 0);
	const truth = sum(({ trueMicroUsd }) => trueMicroUsd);
	const point = sum(({ saving }) => saving.saved.point);
	const lo = sum(({ saving }) => saving.saved.lo);
	const hi = sum(({ saving }) => saving.saved.hi);
	const ratio = point / truth;
	const usd = (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(2)}`;
	const below = all.filter(({ saving, trueMicroUsd }) => trueMicroUsd < saving.saved.lo).length;
	return {
		lines: [
			`${all.length} actions against a twin account without the guardrail`,
			`truth inside the interval: ${(100 * inside).toFixed(1)} % (target ${100 * target.inside} %); below it ${below}, above it ${all.length - below - Math.round(inside * all.length)}`,
			`booked ${usd(point)} (${usd(lo)} to ${usd(hi)}), true ${usd(truth)}: ratio ${ratio.toFixed(3)} (target within ${100 * target.totalsWithin} %)`,
		],
		isMet:
			all.length >= leastActions &&
			inside >= target.inside &&
			Math.abs(ratio - 1) <= target.totalsWithin,
	};
}
