import type { Endpoint, Inventory, StageRange } from "../../shared/domain/endpoint.ts";
import type { Range } from "../../shared/domain/instant.ts";
import type { HardwarePrice, PriceBook } from "../../shared/domain/price.ts";
import type { FleetReader } from "../../shared/ports/fleet-reader.ts";
import type { FleetWriter, ScalingUpdate, WriteResult } from "../../shared/ports/fleet-writer.ts";
import type { PriceReader } from "../../shared/ports/price-reader.ts";
import type { AccountResult } from "../../shared/simulator/account.ts";
import { catalogPrices } from "../../shared/simulator/catalog/prices.ts";
import { hardwareKey, type SimulatedEndpoint } from "../../shared/simulator/endpoint.ts";
import type { Fault } from "./fault-table.ts";
import { personScales } from "./person-scales.ts";
import type { Process } from "./process.ts";
import { between } from "./random.ts";
import type { RunPlan } from "./run-plan.ts";
import { SimulatedFault } from "./simulated-fault.ts";
import type { Surroundings } from "./surroundings.ts";

/** The account as the guard sees it; every method is one port call of `process`. */
export function fleetReaderOf(surroundings: Surroundings, process: Process): FleetReader {
	const { account } = surroundings;
	return {
		listInventory: () => {
			const at = process.clock.now();
			return process.call("account-list", "list", (fault) => {
				surroundings.refuseAll();
				return inventoryAt(surroundings, at, { fault, key: process.key });
			});
		},
		getEndpoint: (name) =>
			process.call("account-one", `get ${name}`, (fault) => {
				surroundings.refuseAll();
				const isPersonFirst = fault === "person-first";
				if (isPersonFirst) personScales(surroundings, name, process.key);
				// What happens in the same millisecond counts as unseen, but for a change that this read shows.
				process.readAt.set(name, surroundings.scheduler.now + (isPersonFirst ? 1 : 0));
				const found = account.find(name);
				return found === null ? null : endpointOf(found);
			}),
		readStageRanges: (name, window) =>
			process.call("account-read", `ranges ${name}`, () => {
				surroundings.refuseAll();
				return stageRanges(surroundings, name, window);
			}),
	};
}

function stageRanges(
	{ account }: Surroundings,
	name: string,
	window: Range,
): readonly StageRange[] {
	const ranges = account.stageRanges(name, window.from, window.to);
	if (ranges === null) throw SimulatedFault.of("not-found", name);
	return ranges;
}

const stalenessMs = [1_000, 60_000] as const;

function inventoryAt(
	surroundings: Surroundings,
	at: number,
	{ fault, key }: { fault: Fault | null; key: number },
): Inventory {
	const endpoints = surroundings.account.list().map(endpointOf);
	// A clock that runs ahead dates its list ahead, and nobody can see that (docs/how-it-decides.md 5).
	const datedAt = Math.max(at, surroundings.scheduler.now);
	if (fault === "stale") {
		const ageMs = between(key, 20, stalenessMs);
		const old = surroundings.pastList(ageMs);
		surroundings.observer.goodList(datedAt - ageMs);
		return { at, complete: true, endpoints: old ?? endpoints };
	}
	if (fault === "incomplete") {
		const kept = endpoints.slice(0, between(key, 21, [0, endpoints.length - 1]));
		return { at, complete: false, endpoints: kept };
	}
	if (fault === "empty" && surroundings.mayBeEmpty()) return { at, complete: true, endpoints: [] };
	surroundings.rememberList(endpoints);
	surroundings.observer.goodList(datedAt);
	return { at, complete: true, endpoints };
}

export function fleetWriterOf(surroundings: Surroundings, process: Process): FleetWriter {
	const { account, observer } = surroundings;
	const write = (name: string, verb: string, make: () => AccountResult): Promise<WriteResult> => {
		process.sentAt.set(name, surroundings.scheduler.now);
		return process.call("account-write", `${verb} ${name}`, (fault) => {
			surroundings.refuseAll();
			if (fault === "ignored") return "written";
			surroundings.rememberList(account.list().map(endpointOf));
			observer.look();
			const result = make();
			observer.guardWrote(process, name);
			if (!result.ok && !/already/i.test(result.error)) throw refusal(result, name);
			return "written";
		});
	};
	return {
		mode: "enforce",
		updateScaling: (name, update) =>
			write(name, "scale", () => account.update(name, scalingBody(update), "guardrail")),
		pause: (name) => write(name, "pause", () => account.pause(name, "guardrail")),
		resume: (name) => write(name, "resume", () => account.resume(name, "guardrail")),
		scaleToZero: (name) => write(name, "sleep", () => account.scaleToZero(name, "guardrail")),
	};
}

function refusal(result: Extract<AccountResult, { ok: false }>, name: string): SimulatedFault {
	const code = result.status === 404 ? "not-found" : "rejected";
	return new SimulatedFault(code, `${name}: ${result.error}`);
}

function scalingBody(update: ScalingUpdate): unknown {
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes: timeout } = update;
	const rest = timeout === undefined ? {} : { scaleToZeroTimeout: timeout };
	return { compute: { scaling: { minReplica, maxReplica, ...rest } } };
}

/** The rows of the hardware that the fleet uses: looking through all of them takes a tenth of a run. */
export function priceReaderOf({ start, fleet }: RunPlan): PriceReader {
	const used = new Set(fleet.map(({ hardware }) => hardwareKey(hardware)));
	const rows: readonly HardwarePrice[] = catalogPrices
		.filter((row) => used.has(hardwareKey(row)))
		.map(({ pricePerHour, vendor, region, accelerator, instanceType, instanceSize }) => ({
			vendor,
			region,
			accelerator,
			instanceType,
			instanceSize,
			priceMicroUsdPerHour: Math.round(pricePerHour * 1_000_000),
		}));
	const book: PriceBook = { asOf: start, source: "live", rows };
	return { readPrices: () => Promise.resolve(book) };
}

/** What the HTTP adapter makes of the account's answer. */
export function endpointOf(found: SimulatedEndpoint): Endpoint {
	const { minReplica, maxReplica, scaleToZeroTimeout, measure } = found.scaling;
	return {
		name: found.name,
		createdAt: found.createdAt,
		updatedAt: found.updatedAt,
		updatedBy: found.updatedBy.name,
		state: found.state,
		tags: found.tags,
		model: found.model.repository,
		url: found.url,
		hardware: found.hardware,
		scaling: {
			minReplica,
			maxReplica,
			scaleToZeroTimeoutMinutes: scaleToZeroTimeout,
			measure: measure === null ? null : { ...measure },
		},
		readyReplica: found.readyReplica,
		targetReplica: found.targetReplica,
		lastUsedAt: found.lastUsedAt,
	};
}
