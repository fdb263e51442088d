import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../../shared/app/apply-override.ts";
import { type GuardOutcome, guardBudget } from "../../../shared/app/guard-budget.ts";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../../shared/app/store/ledger-store.ts";
import { dayOf } from "../../../shared/core/reading/period.ts";
import { summarise } from "../../../shared/core/reading/summarise.ts";
import type { Control } from "../../../shared/domain/control.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import { hourMs, type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { OverrideKind } from "../../../shared/domain/override.ts";
import type { RestoreRecord } from "../../../shared/domain/plan.ts";
import type { Clock } from "../../../shared/ports/clock.ts";
import { dayMs, knownPrice, midnight } from "../../core/fixture.ts";
import { policyOf } from "../policy.ts";
import { hold, shortPlan } from "../short-day.ts";
import { ScriptedAccount } from "./scripted-account.ts";

const namespace = "acme";
export const dailyMicroUsd = 100_000_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const bus = { publish: async () => undefined };

/** How the ports of one pass are wrapped: to let it die, or to let another one go first. */
export type Wrap = <A extends readonly unknown[], R>(
	name: string,
	call: (...args: A) => Promise<R>,
) => (...args: A) => Promise<R>;

const asItIs: Wrap = (_, call) => call;

/** The guard itself on a memory table, over an account and a day's spend that follow a script. */
export class GuardedWorld {
	now: Instant = midnight + 8 * hourMs;
	readonly clock: Clock = { now: () => this.now, sleep: async () => undefined };
	readonly account = new ScriptedAccount(() => this.now);
	readonly table = createMemoryTable({ clock: this.clock });
	readonly policy = policyOf({ ...shortPlan(), zone: "UTC", dailyMicroUsd });
	/** Spend of the day ÷ its budget. */
	ratio = 0;
	#orders = 0;

	/** What meter would have stored: the list of now, and the scripted spend of the day. */
	async meter(): Promise<void> {
		const { now } = this;
		const store = ledgerStore(this.table, namespace);
		const postures = this.account.list().map((endpoint) => postureNow(endpoint, now));
		const { version, value } = await store.readCursor();
		const period = dayOf(now, "UTC");
		await store.writePostures(postures);
		await store.writeSummary(
			summarise({ period, at: now, postures, totals: [spentAt(period.from, this.ratio)] }),
		);
		const cursor = {
			observedUntil: now,
			fingerprint: "",
			lastPassAt: now,
			failedPasses: 0,
			lastError: null,
			periodKey: period.key,
			dropsInARow: 0,
			endpointCount: postures.length,
			unfinished: false,
			owed: 0,
		};
		await store.writeCursor({ ...value, ...cursor }, version);
	}

	guard(wrap: Wrap = asItIs, clock: Clock = this.clock): Promise<GuardOutcome> {
		const { policy } = this;
		return guardBudget({
			namespace,
			policy,
			clock,
			log: silent,
			bus: wrapped(bus, wrap),
			table: wrapped(this.table, wrap),
			fleet: wrapped(this.account.reader(), wrap),
			writer: wrapped(this.account.writer(), wrap),
		});
	}

	/** Meter and guard, a minute after whatever was before. */
	async pass(wrap: Wrap = asItIs): Promise<GuardOutcome> {
		this.now += minuteMs;
		await this.meter();
		this.now += 2_000;
		return this.guard(wrap);
	}

	async order(kind: OverrideKind, minutes: number): Promise<void> {
		await this.#grant({ ...hold(this.now + minutes * minuteMs), kind });
	}

	/** The budget of today, times its own value. */
	async raise(factor: number): Promise<void> {
		const { key: periodKey } = dayOf(this.now, "UTC");
		const details = { toMicroUsd: Math.round(dailyMicroUsd * factor), periodKey };
		const untilEnd = { expiresAt: null, pastPeriod: false };
		await this.#grant({ ...hold(this.now), ...untilEnd, kind: "raise", details });
	}

	async #grant(command: OverrideCommand): Promise<void> {
		this.#orders += 1;
		const requestId = `order-${this.#orders}`;
		const { policy, table, clock } = this;
		const deps = { namespace, policy, table, bus, clock, log: silent };
		await applyOverride(deps, { ...command, requestId });
	}

	async control(): Promise<Control | null> {
		return (await guardStore(this.table, namespace).readControl()).value;
	}

	records(): Promise<RestoreRecord[]> {
		return guardStore(this.table, namespace).readRestoreRecords();
	}

	/** Twenty minutes into the next day, with nothing spent. */
	beginDay(): void {
		this.now = Math.floor(this.now / dayMs) * dayMs + dayMs + 20 * minuteMs;
		this.ratio = 0;
	}
}

/** Every method of a port, wrapped. */
export function wrapped<T extends object>(port: T, wrap: Wrap): T {
	const entries = Object.entries(port).map(([name, value]) => [
		name,
		typeof value === "function" ? wrap(name, value.bind(port)) : value,
	]);
	return Object.fromEntries(entries) as T;
}

function postureNow(observed: Endpoint, now: Instant) {
	const { name: endpoint, createdAt, readyReplica } = observed;
	return {
		endpoint,
		createdAt,
		since: now,
		truthUntil: now,
		replicasLo: readyReplica,
		replicasPoint: readyReplica,
		replicasHi: readyReplica,
		price: knownPrice(0.5),
		observed,
	};
}

/** The day's spend, booked as one replica at $1 an hour in the first bin of the day. */
function spentAt(hour: Instant, ratio: number) {
	const ms = Math.round((ratio * dailyMicroUsd * hourMs) / 1_000_000);
	const lot = { price: knownPrice(1), lo: ms, point: ms, hi: ms };
	return { hour, bins: [[lot], ...Array.from({ length: 11 }, () => [])] };
}
