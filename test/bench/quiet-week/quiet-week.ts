import { parseArgs } from "node:util";
import { readRows } from "../../../shared/local/evaluate/read-rows.ts";
import { readSeries } from "../../../shared/local/evaluate/read-series.ts";
import type { BenchResult } from "../bench-result.ts";
import { type Client, fleetOf } from "./fleet-of.ts";
import { quietTable } from "./quiet-table.ts";
import { runWeeks } from "./run-weeks.ts";

const dayMinutes = 1_440;
const weekDays = 7;

/** `npm run bench -- quiet-week --data DIR [--fleets N]`: recorded traffic through the whole guard, two weeks. */
export async function quietWeek(): Promise<BenchResult> {
	const { values } = parseArgs({
		args: process.argv.slice(3),
		options: { data: { type: "string" }, fleets: { type: "string", default: "3" } },
	});
	if (values.data === undefined) throw new Error("quiet-week needs --data DIR");
	const clients = await readClients(values.data, Number(values.fleets));
	const scenario = fleetOf(clients);
	const [first] = clients;
	const minutes = (first?.counts.length ?? 0) * (first?.binMinutes ?? 0);
	const days = Math.floor(minutes / dayMinutes);
	const onDay = (day: number) => process.stderr.write(`day ${day} of ${days}\n`);
	const result = await runWeeks({ scenario, days, budgetShare: 1.1, onDay });
	const weeks = days / weekDays;
	return quietTable({ result, endpoints: clients.length, start: scenario.start, weeks });
}

/** The different series of the first fleets of the folder. */
async function readClients(folder: string, fleets: number): Promise<Client[]> {
	const rows = await readRows(folder, "fleets.csv", ["fleet", "series"]);
	const chosen = [...new Set(rows.map(({ cells }) => cells["fleet"]))].slice(0, fleets);
	const wanted = new Set(
		rows
			.filter(({ cells }) => chosen.includes(cells["fleet"]))
			.map(({ cells }) => cells["series"] ?? ""),
	);
	const traffic = await readSeries(folder, "traffic_10min.csv");
	const facts = await readRows(folder, "endpoints.csv", ["series", "req_per_s_per_replica"]);
	return facts
		.map(({ cells }) => cells)
		.filter(({ series = "" }) => wanted.has(series))
		.map((cells) => ({
			name: cells["series"] ?? "",
			vendor: cells["vendor"] ?? "",
			instanceType: cells["instance_type"] ?? "",
			instanceSize: cells["instance_size"] ?? "",
			minReplica: Number(cells["min_replica"]),
			maxReplica: Number(cells["max_replica"]),
			requestsPerSecondPerReplica: Number(cells["req_per_s_per_replica"]),
			binMinutes: traffic.binMinutes,
			counts: [...(traffic.values.get(cells["series"] ?? "") ?? [])],
		}));
}
