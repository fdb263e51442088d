import { spike } from "../traffic/bursts.ts";
import { hourMs, start, zone } from "./calendar.ts";
import { exampleFleet } from "./example-fleet.ts";
import { budgetFor, repeatFleet } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

/** For eight endpoints. */
const dailyBudgetUsd = 800;
const surgeStartMs = 10 * hourMs;
const surgeMs = 3 * hourMs;
const surgeFactor = 8;

/** A real rush of users: eight times the usual requests on every endpoint whose users are people. */
export const requestSurge: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(exampleFleet, options.endpoints);
	return {
		name: "request-surge",
		description: "Eight times the usual requests on the chat endpoints from 10:00 to 13:00.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: budgetFor(exampleFleet, endpoints, dailyBudgetUsd),
		endpoints: endpoints.map((endpoint) => {
			if (!endpoint.name.includes("-chat")) return endpoint;
			const surge = { at: start + surgeStartMs, lengthMs: surgeMs, factor: surgeFactor };
			return { ...endpoint, traffic: spike({ base: endpoint.traffic, ...surge }) };
		}),
		timeline: [],
	};
};
