import { type MicroUsd, microUsdOf } from "../../domain/money.ts";
import { DataError } from "./data-error.ts";
import { numberOf, readRows, textOf } from "./read-rows.ts";
import { readSeries, type SeriesTable } from "./read-series.ts";

/** What `endpoints.csv` says of a series. */
export type EndpointFacts = {
	readonly series: string;
	readonly activityClass: string;
	readonly pool: string;
	readonly instanceType: string;
	readonly instanceSize: string;
	readonly priceMicroUsdPerHour: MicroUsd;
	readonly minReplica: number;
	readonly maxReplica: number;
};

/** While this lasts the configuration shows another price; all else of a fault stays unknown. */
export type PriceChange = {
	readonly fromMinute: number;
	readonly toMinute: number;
	readonly multiple: number;
};

export type DataSet = {
	readonly quiet: SeriesTable;
	readonly added: SeriesTable;
	readonly multiplied: SeriesTable;
	readonly replicas: SeriesTable;
	readonly faultedReplicas: SeriesTable;
	readonly endpoints: ReadonlyMap<string, EndpointFacts>;
	readonly fleets: ReadonlyMap<string, readonly string[]>;
	readonly priceChanges: ReadonlyMap<string, readonly PriceChange[]>;
	/** Minutes at which nothing is known of the traffic of a pool. */
	readonly gaps: ReadonlyMap<string, ReadonlySet<number>>;
};

/** Reads the files of `guardrail evaluate`. Throws a DataError for the first thing that is not as it must be. */
export async function readDataSet(folder: string): Promise<DataSet> {
	const endpoints = await readEndpoints(folder);
	const series = async (file: string) => knownSeries(await readSeries(folder, file), endpoints);
	const quiet = await series("traffic_10min.csv");
	const faultedReplicas = await series("replica_minutes_5min_faulted.csv");
	checkSteps(faultedReplicas, quiet);
	return {
		quiet,
		added: await series("traffic_10min_faulted.csv"),
		multiplied: await series("traffic_10min_faulted_mult.csv"),
		replicas: await series("replica_minutes_5min.csv"),
		faultedReplicas,
		endpoints,
		fleets: await readFleets(folder, endpoints),
		priceChanges: await readPriceChanges(folder),
		gaps: await readGaps(folder),
	};
}

const endpointColumns = [
	"series",
	"class",
	"instance_type",
	"instance_size",
	"usd_per_replica_hour",
	"min_replica",
	"max_replica",
	"model_pool",
];

async function readEndpoints(folder: string): Promise<Map<string, EndpointFacts>> {
	const rows = await readRows(folder, "endpoints.csv", endpointColumns);
	return new Map(
		rows.map((row) => [
			textOf(row, "series"),
			{
				series: textOf(row, "series"),
				activityClass: textOf(row, "class"),
				pool: textOf(row, "model_pool"),
				instanceType: textOf(row, "instance_type"),
				instanceSize: textOf(row, "instance_size"),
				priceMicroUsdPerHour: microUsdOf(numberOf(row, "usd_per_replica_hour")),
				minReplica: numberOf(row, "min_replica"),
				maxReplica: numberOf(row, "max_replica", 1),
			},
		]),
	);
}

function knownSeries(
	table: SeriesTable,
	endpoints: ReadonlyMap<string, EndpointFacts>,
): SeriesTable {
	const unknown = table.names.find((name) => !endpoints.has(name));
	if (unknown === undefined) return table;
	const place = { file: table.file, line: 1 };
	throw new DataError(place, `the series "${unknown}" is not known`, "a series of endpoints.csv");
}

/** Replicas are looked at while a bin of traffic is not over, so their bins must fit into it. */
function checkSteps(replicas: SeriesTable, traffic: SeriesTable): void {
	if (traffic.binMinutes % replicas.binMinutes === 0) return;
	const problem = `the bins are ${replicas.binMinutes} minutes long`;
	const allowed = `a divisor of the ${traffic.binMinutes} minutes of ${traffic.file}`;
	throw new DataError({ file: replicas.file, line: 3 }, problem, allowed);
}

async function readFleets(folder: string, endpoints: ReadonlyMap<string, EndpointFacts>) {
	const fleets = new Map<string, string[]>();
	for (const row of await readRows(folder, "fleets.csv", ["fleet", "series"])) {
		const [fleet, series] = [textOf(row, "fleet"), textOf(row, "series")];
		if (!endpoints.has(series)) {
			throw new DataError(row, `the series "${series}" is not known`, "a series of endpoints.csv");
		}
		fleets.set(fleet, [...(fleets.get(fleet) ?? []), series]);
	}
	return fleets;
}

async function readPriceChanges(folder: string) {
	const columns = ["series", "start_min", "end_min", "price_multiple"];
	const changes = new Map<string, PriceChange[]>();
	for (const row of await readRows(folder, "spend_faults.csv", columns)) {
		const change = {
			fromMinute: numberOf(row, "start_min"),
			toMinute: numberOf(row, "end_min"),
			multiple: numberOf(row, "price_multiple"),
		};
		if (change.multiple === 1) continue;
		const series = textOf(row, "series");
		changes.set(series, [...(changes.get(series) ?? []), change]);
	}
	return changes;
}

async function readGaps(folder: string) {
	const gaps = new Map<string, Set<number>>();
	for (const row of await readRows(folder, "gaps_10min.csv", ["model_pool", "minute"])) {
		const pool = textOf(row, "model_pool");
		gaps.set(pool, (gaps.get(pool) ?? new Set()).add(numberOf(row, "minute")));
	}
	return gaps;
}
