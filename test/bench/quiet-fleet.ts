import { start, zone } from "../../shared/simulator/scenarios/calendar.ts";
import { hardware, repeatFleet, scaling } from "../../shared/simulator/scenarios/fleet.ts";
import type { Scenario } from "../../shared/simulator/scenarios/scenario.ts";
import { constant } from "../../shared/simulator/traffic/traffic.ts";

/** Endpoints that stay at two replicas each, with next to no traffic: nothing ever changes. */
export function quietFleet(count: number): Scenario {
	const endpoints = repeatFleet(
		() => [
			{
				name: "steady",
				tags: [],
				hardware: hardware("aws us-east-1 nvidia-t4 x1"),
				scaling: scaling(2, 2),
				repository: "BAAI/bge-m3",
				task: "sentence-embeddings",
				parametersBillions: 0.6,
				requestsPerSecondPerReplica: 50,
				traffic: constant(1),
				createdBy: "ann",
			},
		],
		count,
	);
	return {
		name: "quiet-fleet",
		description: "A fleet in which nothing happens.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: 1_000_000_000_000,
		endpoints,
		timeline: [],
	};
}
