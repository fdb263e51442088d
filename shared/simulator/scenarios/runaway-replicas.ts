import type { EndpointDefinition } from "../endpoint.ts";
import { sum } from "../traffic/traffic.ts";
import { between, dayMs, hourMs, start, zone } from "./calendar.ts";
import { exampleFleet } from "./example-fleet.ts";
import { budgetFor, repeatFleet } from "./fleet.ts";
import type { ScenarioBuilder, TimelineEntry } from "./scenario.ts";

/** For eight endpoints; their minimum alone costs 92 % of it. */
const dailyBudgetUsd = 600;
const leakStartMs = 4 * hourMs;

/** Requests per second of the client that retries forever, by the endpoint's first name. */
const leakedRates: Readonly<Record<string, number>> = {
	"llama-70b-chat": 45,
	"qwen-32b-batch": 16,
	"flux-image": 2,
	"llama-8b-chat": 120,
	"whisper-batch": 6,
};

/** What the deployment wrote by mistake. */
const raisedMaximum = 8;

/**
 * At 04:00 a deployment raises the maximum of the most expensive endpoint and ships a client that
 * retries without end. The autoscaler follows, critical endpoints first, and the day's spend passes
 * 120, 150 and 200 %, even if everything that is not critical is capped at 120 %. At midnight the
 * client is fixed, so that the next day is ordinary again.
 */
export const runawayReplicas: ScenarioBuilder = (options = {}) => {
	const endpoints = repeatFleet(exampleFleet, options.endpoints);
	return {
		name: "runaway-replicas",
		description: "A retry loop and a raised maximum drive replicas up from 04:00 to midnight.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: budgetFor(exampleFleet, endpoints, dailyBudgetUsd),
		endpoints: endpoints.map(withLeak),
		timeline: endpoints.filter(isLargest).map(raise),
	};
};

function withLeak(endpoint: EndpointDefinition): EndpointDefinition {
	const name = Object.keys(leakedRates).find((each) => endpoint.name.startsWith(each));
	const rate = name === undefined ? 0 : (leakedRates[name] ?? 0);
	return { ...endpoint, traffic: sum(endpoint.traffic, between(leakStartMs, dayMs, rate)) };
}

function isLargest({ name }: EndpointDefinition): boolean {
	return name.startsWith("llama-70b-chat");
}

function raise({ name }: EndpointDefinition): TimelineEntry {
	const body = { compute: { scaling: { maxReplica: raisedMaximum } } };
	return { at: leakStartMs, actor: "ann", change: { kind: "update", endpoint: name, body } };
}
