import { mkdir } from "node:fs/promises";
import type { AlertRow } from "./alert-row.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { type DataSet, readDataSet } from "./data-set.ts";
import {
	evaluateEndpointForecasts,
	evaluateFleetForecasts,
	evaluateFleetSums,
	type ForecastEvaluation,
} from "./evaluate-forecast.ts";
import { evaluateSpend, type SpendEvaluation } from "./evaluate-spend.ts";
import { evaluateTraffic } from "./evaluate-traffic.ts";
import { type CsvFile, writeCsv } from "./write-csv.ts";

export type EvaluateOptions = {
	readonly dataFolder: string;
	readonly outFolder: string;
	/** False: the spend detectors see replicas and configuration alone. */
	readonly withTraffic: boolean;
	/** Called for each series that was fed, with how many there are in all. */
	readonly onProgress: (done: number, total: number) => void;
};

/** What was found; the files say it bin by bin. */
export type EvaluateReport = {
	readonly series: number;
	readonly days: number;
	readonly fleets: number;
	readonly files: readonly { readonly name: string; readonly rows: number }[];
	readonly alertsBegun: Readonly<Record<string, number>>;
	readonly coverage: {
		readonly fleet: readonly Coverage[];
		/** By the sums of the fleet's hours alone, which is what the meter goes by. */
		readonly fleetSums: readonly Coverage[];
		readonly endpoint: readonly Coverage[];
	};
	/** Largest stored state of one endpoint, in bytes. */
	readonly stateBytes: {
		readonly traffic: number;
		readonly replicas: number;
		readonly forecastErrors: number;
		readonly together: number;
	};
};

/** Feeds a folder of recorded series through the production detectors and forecaster, and writes what they said. */
export async function evaluate(options: EvaluateOptions): Promise<EvaluateReport> {
	const data = await readDataSet(options.dataFolder);
	const onSeries = counting(data, options.onProgress);
	const traffic = {
		quiet: evaluateTraffic(data.quiet, data, onSeries),
		added: evaluateTraffic(data.added, data, onSeries),
		multiplied: evaluateTraffic(data.multiplied, data, onSeries),
	};
	const spend = evaluateSpend(data, { withTraffic: options.withTraffic, onSeries });
	const fleet = evaluateFleetForecasts(data);
	const sums = evaluateFleetSums(data);
	const endpoint = evaluateEndpointForecasts(data);
	const files = [
		alertsFile("alerts-traffic-quiet.csv", traffic.quiet.alerts),
		alertsFile("alerts-traffic.csv", traffic.added.alerts),
		alertsFile("alerts-traffic-mult.csv", traffic.multiplied.alerts),
		alertsFile("alerts-spend.csv", spend.alerts),
		...forecastFiles("fleet", fleet),
		...forecastFiles("endpoint", endpoint),
	];
	await mkdir(options.outFolder, { recursive: true });
	for (const file of files) await writeCsv(options.outFolder, file);
	return {
		...sizeOf(data),
		files: files.map(({ name, rows }) => ({ name, rows: rows.length })),
		alertsBegun: {
			"request-surge, as recorded": traffic.quiet.fired,
			"request-surge, load added": traffic.added.fired,
			"request-surge, load multiplied": traffic.multiplied.fired,
			...spend.fired,
		},
		coverage: {
			fleet: coverageOf(fleet.forecasts, fleet.actuals),
			fleetSums: coverageOf(sums.forecasts, sums.actuals),
			endpoint: coverageOf(endpoint.forecasts, endpoint.actuals),
		},
		stateBytes: stateBytes(traffic.quiet.sketchBytes, spend, [fleet, endpoint]),
	};
}

function counting(data: DataSet, onProgress: EvaluateOptions["onProgress"]): () => void {
	const tables = [data.quiet, data.added, data.multiplied, data.faultedReplicas];
	const total = tables.reduce((sum, { names }) => sum + names.length, 0);
	let done = 0;
	return () => {
		done += 1;
		onProgress(done, total);
	};
}

function alertsFile(name: string, rows: readonly AlertRow[]): CsvFile {
	return { name, columns: ["series", "minute"], rows };
}

function forecastFiles(kind: string, evaluation: ForecastEvaluation): CsvFile[] {
	const { forecasts, actuals } = evaluation;
	const columns = ["id", "day", "hour", "forecast", "p10", "p90"];
	return [
		{ name: `forecast-${kind}.csv`, columns, rows: forecasts },
		{ name: `actual-${kind}.csv`, columns: ["id", "day", "total"], rows: actuals },
	];
}

const dayMinutes = 1_440;

function sizeOf({ quiet, fleets }: DataSet) {
	const days = (quiet.bins * quiet.binMinutes) / dayMinutes;
	return { series: quiet.names.length, days, fleets: fleets.size };
}

function stateBytes(
	traffic: number,
	{ sketchBytes: replicas }: SpendEvaluation,
	forecasts: readonly ForecastEvaluation[],
) {
	const forecastErrors = Math.max(...forecasts.map(({ errorBytes }) => errorBytes));
	return { traffic, replicas, forecastErrors, together: traffic + replicas + forecastErrors };
}
