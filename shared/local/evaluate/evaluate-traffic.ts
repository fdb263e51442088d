import { followAlert, quietAlert } from "../../core/detect/follow-alert.ts";
import { packTrafficSketch } from "../../core/detect/pack-sketch.ts";
import { requestSurge, takeTrafficBin } from "../../core/detect/request-surge.ts";
import { newTrafficSketch } from "../../core/detect/traffic-sketch.ts";
import { minuteMs } from "../../domain/instant.ts";
import { type AlertRow, alertRow, beginning, warmUpMinutes } from "./alert-row.ts";
import type { DataSet } from "./data-set.ts";
import type { SeriesTable } from "./read-series.ts";
import { trafficBins } from "./traffic-bins.ts";

export type TrafficEvaluation = {
	readonly alerts: readonly AlertRow[];
	/** Alerts that began after the warm-up. */
	readonly fired: number;
	/** Largest stored sketch. */
	readonly sketchBytes: number;
};

/** Feeds every series of a table through request-surge, bin after bin. */
export function evaluateTraffic(
	table: SeriesTable,
	data: DataSet,
	onSeries: () => void,
): TrafficEvaluation {
	const evaluated = table.names.map((name) => {
		onSeries();
		return evaluateOne(table, name, data);
	});
	return {
		alerts: evaluated.flatMap(({ alerts }) => alerts),
		fired: evaluated.reduce((sum, { fired }) => sum + fired, 0),
		sketchBytes: Math.max(0, ...evaluated.map(({ sketchBytes }) => sketchBytes)),
	};
}

/** A row for each bin in which the alert fires and its bound is passed: an episode has many. */
function evaluateOne(table: SeriesTable, name: string, data: DataSet): TrafficEvaluation {
	const { binMinutes } = table;
	const detector = requestSurge(binMinutes * minuteMs);
	const binAt = trafficBins(table, name, data);
	let sketch = newTrafficSketch(binAt(0), binMinutes * minuteMs);
	let state = quietAlert;
	let fired = 0;
	const alerts: AlertRow[] = [];
	for (let index = 0; index < table.bins; index += 1) {
		const bin = binAt(index);
		const endMinute = (index + 1) * binMinutes;
		const signal = detector.signal({ sketch, bin });
		const followed = followAlert(detector, state, { signal, at: beginning + endMinute * minuteMs });
		({ sketch } = takeTrafficBin({ sketch, bin }, signal));
		({ state } = followed);
		if (endMinute <= warmUpMinutes || (signal.value ?? 0) <= signal.enterAbove) continue;
		if (followed.change === "fired") fired += 1;
		alerts.push(alertRow(name, endMinute));
	}
	return { alerts, fired, sketchBytes: packTrafficSketch(sketch).byteLength };
}
