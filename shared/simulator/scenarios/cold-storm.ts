import { sum } from "../traffic/traffic.ts";
import { between, dayMs, hourMs, minuteMs, start, zone } from "./calendar.ts";
import { type FleetTemplate, hardware, repeatFleet, scaling } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

const defaultEndpoints = 12;
const dailyBudgetUsdPerEndpoint = 15;
const microUsdPerUsd = 1_000_000;

/** The hours at which every job starts at once, and how long each runs. */
const stormHours = [8, 13];
const stormMs = 45 * minuteMs;
const rate = 2.5;

const fleet: FleetTemplate = () => [
	{
		name: "adapter-32b",
		tags: [],
		hardware: hardware("aws us-east-1 nvidia-a100 x1"),
		scaling: scaling(0, 3, 30),
		repository: "Qwen/Qwen2.5-32B-Instruct-AWQ",
		task: "text-generation",
		parametersBillions: 32.5,
		requestsPerSecondPerReplica: 1,
		traffic: sum(...[0, 1].flatMap((day) => stormHours.map((hour) => storm(day, hour)))),
		createdBy: "ben",
		beginsAs: "scaledToZero",
	},
];

/** A dozen sleeping endpoints are woken in the same minute, twice a day. */
export const coldStorm: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(fleet, options.endpoints ?? defaultEndpoints);
	const dailyBudgetMicroUsd = dailyBudgetUsdPerEndpoint * microUsdPerUsd * endpoints.length;
	return {
		name: "cold-storm",
		description: "Sleeping endpoints with large models all wake at 08:00 and again at 13:00.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd,
		endpoints,
		timeline: [],
	};
};

function storm(day: number, hour: number) {
	const from = day * dayMs + hour * hourMs;
	return between(from, from + stormMs, rate);
}
