import type { MicroUsd } from "../../domain/money.ts";
import type { DataSet } from "./data-set.ts";

/** What one endpoint spent in each hour since the beginning, and what an hour costs at least and at most. */
export type HourlySpend = {
	readonly microUsd: readonly MicroUsd[];
	readonly floorMicroUsdPerHour: MicroUsd;
	readonly ceilingMicroUsdPerHour: MicroUsd;
};

const hourMinutes = 60;

/** Replica-minutes × price, by hour. A bin without a value cost nothing that is known. */
export function hourlySpendOf({ replicas, endpoints }: DataSet): Map<string, HourlySpend> {
	const perHour = hourMinutes / replicas.binMinutes;
	const hours = Math.floor(replicas.bins / perHour);
	return new Map(
		[...replicas.values].map(([name, bins]) => {
			const facts = endpoints.get(name);
			const price = facts?.priceMicroUsdPerHour ?? 0;
			const microUsd = Array.from({ length: hours }, (_, hour) =>
				costOf(bins.subarray(hour * perHour, (hour + 1) * perHour), price),
			);
			return [
				name,
				{
					microUsd,
					floorMicroUsdPerHour: (facts?.minReplica ?? 0) * price,
					ceilingMicroUsdPerHour: (facts?.maxReplica ?? 0) * price,
				},
			];
		}),
	);
}

function costOf(replicaMinutes: Float64Array, priceMicroUsdPerHour: MicroUsd): MicroUsd {
	const minutes = replicaMinutes.reduce((sum, bin) => sum + (Number.isNaN(bin) ? 0 : bin), 0);
	return Math.round((minutes * priceMicroUsdPerHour) / hourMinutes);
}
