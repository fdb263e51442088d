import { readRows } from "../../../shared/local/evaluate/read-rows.ts";
import { readSeries } from "../../../shared/local/evaluate/read-series.ts";
import type { Client } from "./fleet-of.ts";

/** Every series of the folder: in the order in which its fleets name them, then those in no fleet. */
export async function readClients(folder: string): Promise<Client[]> {
	const rows = await readRows(folder, "fleets.csv", ["fleet", "series"]);
	const traffic = await readSeries(folder, "traffic_10min.csv");
	const facts = await readRows(folder, "endpoints.csv", ["series", "req_per_s_per_replica"]);
	const order = new Set([...rows, ...facts].map(({ cells }) => cells["series"] ?? ""));
	const bySeries = new Map(facts.map(({ cells }) => [cells["series"] ?? "", cells]));
	return [...order].flatMap((name) => {
		const cells = bySeries.get(name);
		if (cells === undefined) return [];
		return [
			{
				name,
				vendor: cells["vendor"] ?? "",
				instanceType: cells["instance_type"] ?? "",
				instanceSize: cells["instance_size"] ?? "",
				minReplica: Number(cells["min_replica"]),
				maxReplica: Number(cells["max_replica"]),
				requestsPerSecondPerReplica: Number(cells["req_per_s_per_replica"]),
				binMinutes: traffic.binMinutes,
				counts: [...(traffic.values.get(name) ?? [])],
			},
		];
	});
}
