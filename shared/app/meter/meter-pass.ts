import type { QuestionSettings } from "../../core/ledger/due-questions.ts";
import type { Endpoint, Inventory } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Cursor } from "../../domain/ledger.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import type { Period } from "../../domain/reading.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { FleetReader } from "../../ports/fleet-reader.ts";
import type { Log } from "../../ports/log.ts";
import type { PriceReader } from "../../ports/price-reader.ts";
import type { Table } from "../../ports/table.ts";
import type { LedgerStore } from "../store/ledger-store.ts";
import type { Stored } from "../store/record.ts";

export type MeterSettings = QuestionSettings & {
	readonly longestSampleMs: number;
	/** Until it is proven for how long stage ranges are kept, one question reaches as far back this often. */
	readonly probeEveryMs: number;
	/** Stage ranges read after a change are read once more this much later. */
	readonly confirmMs: number;
	/** Stage ranges may begin and end this much off without being news. */
	readonly toleranceMs: number;
};

export type MeterDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly settings: MeterSettings;
	readonly fleet: FleetReader;
	readonly prices: PriceReader;
	readonly table: Table;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

/** One pass of metering, as it is handed down. */
export type MeterPass = {
	readonly deps: MeterDeps;
	readonly store: LedgerStore;
	readonly cursor: Stored<Cursor>;
	readonly inventory: Inventory;
	readonly priceOf: (endpoint: Endpoint) => Price;
	/** When the list before the present one was read; null: never, absent: not known. */
	readonly pricesConfirmedAt?: Instant | null | undefined;
	readonly period: Period;
	readonly fingerprint: string;
	readonly slots: readonly Endpoint[];
};
