import { start, zone } from "./calendar.ts";
import { exampleFleet } from "./example-fleet.ts";
import { budgetFor, repeatFleet } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

/** For eight endpoints; an ordinary day costs about 70 % of it. */
const dailyBudgetUsd = 800;

/** Nothing is wrong: every line stays out of reach, every hour too. */
export const quietDay: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(exampleFleet, options.endpoints);
	return {
		name: "quiet-day",
		description: "An ordinary fleet on ordinary days, well inside its budget.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: budgetFor(exampleFleet, endpoints, dailyBudgetUsd),
		endpoints,
		timeline: [],
	};
};
