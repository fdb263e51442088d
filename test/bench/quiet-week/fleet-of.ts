import { catalogPrices } from "../../../shared/simulator/catalog/prices.ts";
import type { EndpointDefinition, Hardware } from "../../../shared/simulator/endpoint.ts";
import { scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { fromCounts } from "../../../shared/simulator/traffic/from-counts.ts";

/** One client of recorded or made traffic, and the endpoint that serves it. */
export type Client = {
	readonly name: string;
	readonly vendor: string;
	readonly instanceType: string;
	readonly instanceSize: string;
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly requestsPerSecondPerReplica: number;
	readonly binMinutes: number;
	readonly counts: readonly number[];
};

/** A Monday in UTC: days of the budget are days of the file. */
export const weekStart = Date.UTC(2026, 10, 2);
const minuteMs = 60_000;
/** Idle ones sleep after this long, as in the recorded replicas. */
const sleepsAfterMinutes = 60;

/** A fleet whose load is the clients' counts. */
export function fleetOf(clients: readonly Client[]): Scenario {
	return {
		name: "quiet-week",
		description: "Recorded traffic of language model clients, and nothing else.",
		namespace: "acme",
		zone: "UTC",
		start: weekStart,
		dailyBudgetMicroUsd: 1_000_000_000_000,
		endpoints: clients.map(endpointOf),
		timeline: [],
		settings: { historyMs: 0 },
	};
}

function endpointOf(client: Client): EndpointDefinition {
	const { name, minReplica, maxReplica, requestsPerSecondPerReplica } = client;
	return {
		name,
		tags: [],
		hardware: hardwareOf(client),
		scaling: scaling(minReplica, maxReplica, minReplica === 0 ? sleepsAfterMinutes : null),
		repository: "Qwen/Qwen2.5-7B-Instruct",
		task: "text-generation",
		parametersBillions: 7.6,
		requestsPerSecondPerReplica,
		traffic: fromCounts(csvOf(client)),
		createdBy: "ann",
	};
}

function hardwareOf({ vendor, instanceType, instanceSize }: Client): Hardware {
	const found = catalogPrices.find(
		(row) =>
			row.vendor === vendor &&
			row.instanceType === instanceType &&
			row.instanceSize === instanceSize,
	);
	if (found === undefined) throw new RangeError(`The catalogue has no ${instanceType}.`);
	const { region, accelerator } = found;
	return { vendor, region, accelerator, instanceType, instanceSize };
}

function csvOf({ counts, binMinutes }: Client): string {
	const rows = counts.map(
		(count, bin) => `${weekStart + bin * binMinutes * minuteMs},${Number.isNaN(count) ? 0 : count}`,
	);
	return ["start,count", ...rows].join("\n");
}
