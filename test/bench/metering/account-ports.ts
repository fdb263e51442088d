import type { Inventory, StageRange } from "../../../shared/domain/endpoint.ts";
import type { Range } from "../../../shared/domain/instant.ts";
import type { PriceBook } from "../../../shared/domain/price.ts";
import type { FleetReader } from "../../../shared/ports/fleet-reader.ts";
import type { PriceReader } from "../../../shared/ports/price-reader.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import { catalogPrices } from "../../../shared/simulator/catalog/prices.ts";
import { hardwareKey } from "../../../shared/simulator/endpoint.ts";
import { hashFraction } from "../../../shared/simulator/http/hash.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { endpointOf } from "../../simulation/account-ports.ts";
import { SimulatedFault } from "../../simulation/simulated-fault.ts";

export type FaultyAccount = {
	readonly account: SimulatedAccount;
	readonly seed: number;
	/** 0: nothing goes wrong; 1: the rates below; 3: three times as often. */
	readonly faults: number;
	readonly rangesReadable: boolean;
};

/** Probability per call; those of the simulated days (test/simulation/fault-table.ts). */
const listFaults = { fail: 0.022, incomplete: 0.015, stale: 0.02, empty: 0.003 };
const rangeFaults = { fail: 0.022, late: 0.02 };
/** Silence of the vendor: 12 minutes, now and then, and once in ten days most of a night. */
const shortOutage = { everyMs: 12 * 3_600_000, lengthMs: 12 * 60_000 };
const longOutage = { everyMs: 240 * 3_600_000, lengthMs: 7 * 3_600_000 };
const staleMs = 120_000;
const lateMs = 90_000;

/** The account as the meter sees it, without the wire between: what fails, fails by the hash of call and time. */
export function faultyFleetReader(options: FaultyAccount): FleetReader {
	const past: Inventory[] = [];
	return {
		listInventory: () => attempt(() => listed(options, past)),
		getEndpoint: (name) =>
			attempt(() => {
				const found = options.account.find(name);
				return found === null ? null : endpointOf(found);
			}),
		readStageRanges: (name, window) => attempt(() => stageRanges(options, name, window)),
	};
}

/** The list without `unlisted`; where nothing is missing, only the rows that can be asked for. */
export function cataloguePrices(scenario: Scenario, unlisted: readonly string[]): PriceReader {
	const used = hardwareOf(scenario);
	const rows = catalogPrices
		.filter((row) =>
			unlisted.length === 0 ? used.has(hardwareKey(row)) : !unlisted.includes(hardwareKey(row)),
		)
		.map(({ pricePerHour, vendor, region, accelerator, instanceType, instanceSize }) => ({
			vendor,
			region,
			accelerator,
			instanceType,
			instanceSize,
			priceMicroUsdPerHour: Math.round(pricePerHour * 1_000_000),
		}));
	const book: PriceBook = { asOf: 0, source: "live", rows };
	return { readPrices: () => Promise.resolve(book) };
}

/** What the endpoints begin on and what people move them to. */
function hardwareOf({ endpoints, timeline }: Scenario): ReadonlySet<string> {
	const isMoved = timeline.some(({ change }) => change.kind === "update");
	const all = isMoved ? catalogPrices.map(hardwareKey) : [];
	return new Set([...all, ...endpoints.map(({ hardware }) => hardwareKey(hardware))]);
}

function listed(options: FaultyAccount, past: Inventory[]): Inventory {
	const at = options.account.now();
	refuseDuringOutage(options, at);
	const happens = (kind: keyof typeof listFaults) => chance(options, listFaults[kind], kind, at);
	if (happens("fail")) throw SimulatedFault.of("unavailable", "list");
	const endpoints = options.account.list().map(endpointOf);
	const old = past.find((inventory) => inventory.at >= at - staleMs);
	past.push({ at, complete: true, endpoints });
	while ((past[0]?.at ?? at) < at - staleMs) past.shift();
	if (happens("incomplete")) return { at, complete: false, endpoints: endpoints.slice(1) };
	if (happens("empty")) return { at, complete: true, endpoints: [] };
	if (happens("stale") && old !== undefined) return { ...old, at };
	return { at, complete: true, endpoints };
}

function stageRanges(options: FaultyAccount, name: string, window: Range): readonly StageRange[] {
	const at = options.account.now();
	refuseDuringOutage(options, at);
	const happens = (kind: keyof typeof rangeFaults) =>
		chance(options, rangeFaults[kind], kind, name, at);
	if (!options.rangesReadable || happens("fail")) throw SimulatedFault.of("unavailable", name);
	const to = happens("late") ? Math.min(window.to, at - lateMs) : window.to;
	const ranges = options.account.stageRanges(name, window.from, Math.max(window.from, to));
	if (ranges === null) throw SimulatedFault.of("not-found", name);
	return ranges;
}

function refuseDuringOutage(options: FaultyAccount, at: number): void {
	for (const { everyMs, lengthMs } of [shortOutage, longOutage]) {
		const interval = Math.floor(at / everyMs);
		const begin = hashFraction(options.seed, "outage", everyMs, interval) * (everyMs - lengthMs);
		const since = at - interval * everyMs - begin;
		const isLong = options.faults > 1 ? lengthMs : lengthMs / 2;
		if (options.faults > 0 && since >= 0 && since < isLong) {
			throw SimulatedFault.of("unavailable", "outage");
		}
	}
}

function chance(
	{ seed, faults }: FaultyAccount,
	rate: number,
	...call: readonly (string | number)[]
): boolean {
	return faults > 0 && hashFraction(seed, ...call) < rate * faults;
}

function attempt<Result>(work: () => Result): Promise<Result> {
	return new Promise((resolve) => {
		resolve(work());
	});
}
