import type { EndpointDefinition } from "../../../shared/simulator/endpoint.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";

const minuteMs = 60_000;
const hardware = {
	vendor: "gcp",
	region: "us-east4",
	accelerator: "gpu",
	instanceType: "nvidia-h100",
	instanceSize: "x8",
} as const;

/**
 * A few minutes of two endpoints at $80 a replica-hour, three replicas each: the trim line is passed in the
 * second minute, the shutdown line a few minutes later.
 */
export function smallScenario(): Scenario {
	return {
		name: "few-minutes",
		description: "A very short day for tests that end the process.",
		namespace: "acme",
		zone: "UTC",
		start: Date.UTC(2026, 10, 19, 0, 3),
		dailyBudgetMicroUsd: 30_000_000,
		endpoints: [endpoint("first-70b"), endpoint("second-70b")],
		timeline: [],
		settings: { historyMs: 30 * minuteMs },
	};
}

/** A running floor of one replica, so that a trim has something to do. */
export const smallPolicyText = `version: 1
zone: UTC
dailyBudgetUsd: 30
mode: enforce
defaults:
  criticality: standard
endpoints:
  - name: "*"
    floor: 1
`;

function endpoint(name: string): EndpointDefinition {
	return {
		name,
		tags: [],
		hardware,
		scaling: { minReplica: 3, maxReplica: 4, scaleToZeroTimeout: null, measure: null },
		repository: "acme/llama-70b",
		task: "text-generation",
		parametersBillions: 1,
		requestsPerSecondPerReplica: 100,
		traffic: () => 5,
		createdBy: "ann",
	};
}
