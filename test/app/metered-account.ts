import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { meterFleet } from "../../shared/app/meter-fleet.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { meterSettings } from "../../shared/config/meter-settings.ts";
import { type BudgetReading, readBudgets } from "../../shared/core/reading/read-budgets.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import type { PriceBook } from "../../shared/domain/price.ts";
import type { FleetReader } from "../../shared/ports/fleet-reader.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { Table } from "../../shared/ports/table.ts";
import { createAccount, type SimulatedAccount } from "../../shared/simulator/account.ts";
import { catalogPrices } from "../../shared/simulator/catalog/prices.ts";
import { hardwareKey } from "../../shared/simulator/endpoint.ts";
import type { Scenario } from "../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../shared/simulator/settings.ts";
import { endpointOf } from "../simulation/account-ports.ts";

/** A simulated account and a meter on it, in one process, minute by minute. */
export type MeteredAccount = {
	readonly account: SimulatedAccount;
	readonly table: Table;
	readonly now: () => Instant;
	/** A pass at each full minute up to `until`; `look` after each. */
	readonly run: (until: Instant, look?: (at: Instant) => Promise<void> | void) => Promise<void>;
	/** Of the namespace first, then of the groups. */
	readonly readings: () => Promise<readonly BudgetReading[]>;
};

export type MeteredOptions = {
	readonly scenario: Scenario;
	readonly policy: Policy;
	readonly seed?: number;
	readonly settings?: Partial<AccountSettings>;
	/** In memory unless it is given. */
	readonly table?: Table;
};

export function meteredAccount(options: MeteredOptions): MeteredAccount {
	const { scenario, policy, seed = 1, settings = {} } = options;
	let now = scenario.start;
	const clock = { now: () => now, sleep: () => Promise.resolve() };
	const account = createAccount({ clock, seed, scenario, settings });
	const table = options.table ?? createMemoryTable({ clock });
	const deps = {
		namespace: scenario.namespace,
		policy,
		settings: meterSettings,
		fleet: fleetOf(account),
		prices: { readPrices: () => Promise.resolve(bookOf(scenario)) },
		table,
		bus: { publish: () => Promise.resolve() },
		clock,
		log: silent,
	};
	const store = ledgerStore(table, scenario.namespace);
	return {
		account,
		table,
		now: () => now,
		run: async (until, look) => {
			while (now + minuteMs <= until) {
				now += minuteMs;
				account.advance();
				await meterFleet(deps);
				await look?.(now);
			}
		},
		readings: async () => {
			const [cursor, summary] = await Promise.all([store.readCursor(), store.readSummary()]);
			if (cursor.value === null || summary.value === null) return [];
			return readBudgets({ summary: summary.value, cursor: cursor.value, policy, now });
		},
	};
}

function fleetOf(account: SimulatedAccount): FleetReader {
	return {
		listInventory: async () => ({
			at: account.now(),
			complete: true,
			endpoints: account.list().map(endpointOf),
		}),
		getEndpoint: async (name) => {
			const found = account.find(name);
			return found === null ? null : endpointOf(found);
		},
		readStageRanges: async (name, { from, to }) => {
			const ranges = account.stageRanges(name, from, to);
			if (ranges === null) throw new Error(`${name} does not exist`);
			return ranges;
		},
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
