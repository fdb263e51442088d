import { createShadowFleetWriter } from "../../../shared/adapters/dry-run/shadow-fleet-writer.ts";
import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { guardBudget } from "../../../shared/app/guard-budget.ts";
import { meterFleet } from "../../../shared/app/meter-fleet.ts";
import { meterSettings } from "../../../shared/config/meter-settings.ts";
import type { Endpoint } from "../../../shared/domain/endpoint.ts";
import type { Instant } from "../../../shared/domain/instant.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import type { PriceBook } from "../../../shared/domain/price.ts";
import type { Clock } from "../../../shared/ports/clock.ts";
import type { FleetReader } from "../../../shared/ports/fleet-reader.ts";
import type { FleetWriter, ScalingUpdate } from "../../../shared/ports/fleet-writer.ts";
import type { Log } from "../../../shared/ports/log.ts";
import type { Table } from "../../../shared/ports/table.ts";
import {
	type AccountResult,
	createAccount,
	type SimulatedAccount,
} from "../../../shared/simulator/account.ts";
import { catalogPrices } from "../../../shared/simulator/catalog/prices.ts";
import { hardwareKey } from "../../../shared/simulator/endpoint.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../../shared/simulator/settings.ts";
import { endpointOf } from "../../simulation/account-ports.ts";

/** A simulated account with meter and guard on it, in one process; calls take time one after the other. */
export type GuardedAccount = {
	readonly account: SimulatedAccount;
	readonly table: Table;
	readonly clock: Clock;
	readonly now: () => Instant;
	/** Waits until then, or goes on at once where it is past. */
	readonly waitUntil: (at: Instant) => void;
	/** By the policy of the account unless another one is given. */
	readonly meter: (policy?: Policy) => Promise<void>;
	readonly guard: (policy: Policy) => Promise<void>;
};

export type GuardedOptions = {
	readonly scenario: Scenario;
	readonly policy: Policy;
	readonly seed: number;
	readonly settings?: Partial<AccountSettings>;
	/** Milliseconds that a call takes; nothing unless it is given. */
	readonly latencyMs?: (kind: "account" | "table" | "bus") => number;
	readonly log?: Log;
	/** Told of each call to the account before it happens; what it throws is the answer. */
	readonly before?: (call: string) => void;
	/** A store that is there already. */
	readonly table?: Table;
};

export function guardedAccount(options: GuardedOptions): GuardedAccount {
	const { scenario, seed, settings = {}, latencyMs = () => 0, log = silent } = options;
	const before = options.before ?? (() => undefined);
	let now = scenario.start;
	const clock = { now: () => now, sleep: () => Promise.resolve() };
	const account = createAccount({ clock, seed, scenario, settings });
	const take = async <T>(kind: CallKind, answer: () => T, call?: string): Promise<Awaited<T>> => {
		now += latencyMs(kind);
		if (call !== undefined) before(call);
		return await answer();
	};
	const table = slowTable(options.table ?? createMemoryTable({ clock }), take);
	const deps = {
		namespace: scenario.namespace,
		fleet: fleetOf(account, take),
		writer: writerOf(account, take),
		prices: { readPrices: () => Promise.resolve(bookOf(scenario)) },
		table,
		bus: { publish: () => take("bus", () => undefined) },
		clock,
		log,
	};
	return {
		account,
		table,
		clock,
		now: () => now,
		waitUntil: (at) => {
			now = Math.max(now, at);
			account.advance();
		},
		meter: (policy = options.policy) => meterFleet({ ...deps, policy, settings: meterSettings }),
		guard: async (policy) => {
			const isShadow = policy.budget.mode === "shadow";
			const writer = isShadow ? createShadowFleetWriter({ log }) : deps.writer;
			await guardBudget({ ...deps, writer, policy }, true);
		},
	};
}

type CallKind = "account" | "table" | "bus";
type Take = <T>(kind: CallKind, answer: () => T, call?: string) => Promise<Awaited<T>>;

function slowTable(table: Table, take: Take): Table {
	return {
		get: (key) => take("table", () => table.get(key)),
		query: (range) => take("table", () => table.query(range)),
		put: (item, version) => take("table", () => table.put(item, version)),
		putAll: (items) => take("table", () => table.putAll(items)),
		delete: (key) => take("table", () => table.delete(key)),
	};
}

function fleetOf(account: SimulatedAccount, take: Take): FleetReader {
	const one = (name: string): Endpoint | null => {
		const found = account.find(name);
		return found === null ? null : endpointOf(found);
	};
	return {
		listInventory: () =>
			take(
				"account",
				() => ({
					at: account.now(),
					complete: true,
					endpoints: account.list().map(endpointOf),
				}),
				"list",
			),
		getEndpoint: (name) => take("account", () => one(name), `get ${name}`),
		readStageRanges: (name, { from, to }) =>
			take("account", () => account.stageRanges(name, from, to) ?? [], `ranges ${name}`),
	};
}

function writerOf(account: SimulatedAccount, take: Take): FleetWriter {
	const write = (call: string, make: () => AccountResult) => {
		const answer = () => {
			const result = make();
			if (!result.ok && !/already/i.test(result.error)) throw new Error(result.error);
			return "written" as const;
		};
		return take("account", answer, call);
	};
	const scaling = ({ minReplica, maxReplica, scaleToZeroTimeoutMinutes }: ScalingUpdate) => ({
		minReplica,
		maxReplica,
		...(scaleToZeroTimeoutMinutes === undefined
			? {}
			: { scaleToZeroTimeout: scaleToZeroTimeoutMinutes }),
	});
	const actor = "guardrail";
	return {
		mode: "enforce",
		updateScaling: (name, update) =>
			write(`scale ${name}`, () =>
				account.update(name, { compute: { scaling: scaling(update) } }, actor),
			),
		pause: (name) => write(`pause ${name}`, () => account.pause(name, actor)),
		resume: (name) => write(`resume ${name}`, () => account.resume(name, actor)),
		scaleToZero: (name) => write(`sleep ${name}`, () => account.scaleToZero(name, actor)),
	};
}

function bookOf({ start, endpoints }: Scenario): PriceBook {
	const used = new Set(endpoints.map(({ hardware }) => hardwareKey(hardware)));
	const rows = catalogPrices
		.filter((row) => used.has(hardwareKey(row)))
		.map(({ pricePerHour, ...hardware }) => ({
			...hardware,
			priceMicroUsdPerHour: Math.round(pricePerHour * 1_000_000),
		}));
	return { asOf: start, source: "live", rows };
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
