import { start, zone } from "./calendar.ts";
import { budgetFor, daily, type FleetTemplate, hardware, repeatFleet, scaling } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

const defaultEndpoints = 5;
/** Per endpoint; its minimum, two replicas at $2.50, costs $120 in 24 hours: 250 % of this. */
const dailyBudgetUsd = 48;

const fleet: FleetTemplate = (copy) => [
	{
		name: "tenant-14b",
		tags: ["prod"],
		hardware: hardware("aws us-east-1 nvidia-a100 x1"),
		scaling: scaling(2, 4),
		repository: "Qwen/Qwen2.5-14B-Instruct",
		task: "text-generation",
		parametersBillions: 14.8,
		requestsPerSecondPerReplica: 4,
		traffic: daily({ mean: 5, peakHour: 14, copy, stream: 1 }),
		createdBy: "ann",
	},
];

/** Endpoints that nothing tells apart, together far above the budget even at their minimum. */
export const equalFleet: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(fleet, options.endpoints ?? defaultEndpoints);
	return {
		name: "equal-fleet",
		description: "Five equal endpoints whose minimum costs 250 % of the budget, day after day.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: budgetFor(fleet, endpoints, dailyBudgetUsd),
		endpoints,
		timeline: [],
	};
};
