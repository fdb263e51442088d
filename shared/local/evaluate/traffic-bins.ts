import type { TrafficBin } from "../../core/detect/traffic-sketch.ts";
import { minuteMs } from "../../domain/instant.ts";
import { beginning } from "./alert-row.ts";
import type { DataSet } from "./data-set.ts";
import type { SeriesTable } from "./read-series.ts";

/** The bins of a series by index; where its pool has a gap, or a cell is empty, nothing is known. */
export function trafficBins(
	{ values, binMinutes }: SeriesTable,
	name: string,
	data: DataSet,
): (index: number) => TrafficBin {
	const series = values.get(name);
	const gaps = data.gaps.get(data.endpoints.get(name)?.pool ?? "");
	return (index) => {
		const value = series?.[index] ?? Number.NaN;
		const minute = index * binMinutes;
		const unknown = Number.isNaN(value) || gaps?.has(minute - (minute % gapMinutes)) === true;
		const from = beginning + minute * minuteMs;
		return { endpointCreatedAt: beginning, from, requests: unknown ? null : value };
	};
}

/** A line of `gaps_10min.csv` is a window of ten minutes, whatever the bins of the series. */
const gapMinutes = 10;
