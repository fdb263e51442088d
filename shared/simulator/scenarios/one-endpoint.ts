import { start, zone } from "./calendar.ts";
import { budgetFor, daily, type FleetTemplate, hardware, repeatFleet, scaling } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

/** Its minimum, two replicas at $10, costs $480 in 24 hours: 250 % of this. */
const dailyBudgetUsd = 192;

const fleet: FleetTemplate = (copy) => [
	{
		name: "assistant-72b",
		tags: ["prod"],
		hardware: hardware("aws us-east-1 nvidia-a100 x4"),
		scaling: scaling(2, 4),
		repository: "Qwen/Qwen2.5-72B-Instruct",
		task: "text-generation",
		parametersBillions: 72.7,
		requestsPerSecondPerReplica: 4,
		traffic: daily({ mean: 5, peakHour: 14, copy, stream: 1 }),
		createdBy: "ann",
	},
];

/** One endpoint whose minimum alone is far above the budget: only a pause can hold it. */
export const oneEndpoint: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(fleet, options.endpoints);
	return {
		name: "one-endpoint",
		description: "A single endpoint whose minimum costs 250 % of the budget, day after day.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: budgetFor(fleet, endpoints, dailyBudgetUsd),
		endpoints,
		timeline: [],
	};
};
