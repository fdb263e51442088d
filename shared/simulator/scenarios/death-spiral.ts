import { constant } from "../traffic/traffic.ts";
import { start, zone } from "./calendar.ts";
import { daily, type FleetTemplate, hardware, repeatFleet, scaling } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

const dailyBudgetUsd = 120;

/** Endpoints that fall asleep a little before the next request comes. */
const fleet: FleetTemplate = (copy) => [
	{
		name: "ticket-router",
		tags: [],
		hardware: hardware("aws us-east-1 nvidia-l4 x1"),
		scaling: scaling(0, 2, 1),
		repository: "intfloat/multilingual-e5-base",
		task: "text-classification",
		parametersBillions: 0.28,
		requestsPerSecondPerReplica: 20,
		traffic: constant(1 / 270),
		createdBy: "ben",
		beginsAs: "scaledToZero",
	},
	{
		name: "translate-3b",
		tags: [],
		hardware: hardware("aws us-east-1 nvidia-a10g x1"),
		scaling: scaling(0, 2, 5),
		repository: "facebook/nllb-200-3.3B",
		task: "translation",
		parametersBillions: 3.3,
		requestsPerSecondPerReplica: 4,
		traffic: constant(1 / 700),
		createdBy: "ben",
		beginsAs: "scaledToZero",
	},
	{
		name: "summary-8b",
		tags: ["expendable"],
		hardware: hardware("aws us-east-1 nvidia-l40s x1"),
		scaling: scaling(0, 3, 15),
		repository: "Qwen/Qwen3-8B",
		task: "text-generation",
		parametersBillions: 8.2,
		requestsPerSecondPerReplica: 6,
		traffic: constant(1 / 1500),
		createdBy: "ann",
		beginsAs: "scaledToZero",
	},
	{
		name: "search-embed",
		tags: ["prod", "critical"],
		hardware: hardware("aws us-east-1 nvidia-t4 x1"),
		scaling: scaling(1, 2),
		repository: "BAAI/bge-large-en-v1.5",
		task: "sentence-embeddings",
		parametersBillions: 0.335,
		requestsPerSecondPerReplica: 50,
		traffic: daily({ mean: 12, peakHour: 14, copy, stream: 1 }),
		createdBy: "ann",
	},
];

/** Scale to zero with a timeout just shorter than the pause between two requests. */
export const deathSpiral: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(fleet, options.endpoints);
	return {
		name: "death-spiral",
		description: "Endpoints that sleep just before each request and pay for a start every time.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: dailyBudgetUsd * 1_000_000,
		endpoints,
		timeline: [],
	};
};
