import {
	type AccountOptions,
	createAccount,
	type SimulatedAccount,
} from "../../shared/simulator/account.ts";
import type { EndpointDefinition } from "../../shared/simulator/endpoint.ts";
import type { Scenario } from "../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../shared/simulator/settings.ts";
import { constant } from "../../shared/simulator/traffic/traffic.ts";

export const start = Date.UTC(2026, 10, 18, 23);
export const secondMs = 1000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** An L4 endpoint ($0.80 per replica-hour) without traffic, one replica of at most four. */
export function definition(change: Partial<EndpointDefinition> = {}): EndpointDefinition {
	return {
		name: "chat",
		tags: [],
		hardware: {
			vendor: "aws",
			region: "us-east-1",
			accelerator: "gpu",
			instanceType: "nvidia-l4",
			instanceSize: "x1",
		},
		scaling: { minReplica: 1, maxReplica: 4, scaleToZeroTimeout: null, measure: null },
		repository: "meta-llama/Llama-3.1-8B-Instruct",
		task: "text-generation",
		parametersBillions: 8,
		requestsPerSecondPerReplica: 2,
		traffic: constant(0),
		createdBy: "ann",
		...change,
	};
}

export type World = {
	account: SimulatedAccount;
	/** Lets time pass on the account's clock. */
	wait: (ms: number) => void;
	now: () => number;
};

/** Exact durations: a cold start of the 8B model takes 15 + 16 + 40 + 85 = 156 seconds. */
export const coldStartMs = 156 * secondMs;

/** A world whose clock stands at the scenario's start, with durations that do not vary. */
export function worldWith(
	endpoints: readonly EndpointDefinition[],
	settings: Partial<AccountSettings> = {},
	timeline: Scenario["timeline"] = [],
): World {
	const scenario: Scenario = {
		name: "test",
		description: "A world for one test.",
		namespace: "acme",
		zone: "Europe/Berlin",
		start,
		dailyBudgetMicroUsd: 100_000_000,
		endpoints,
		timeline,
	};
	return worldOf({ seed: 1, scenario, settings: { durationJitter: 0, ...settings } });
}

export function worldOf(options: Omit<AccountOptions, "clock">): World {
	let now = options.scenario.start;
	const clock = { now: () => now, sleep: () => Promise.resolve() };
	const account = createAccount({ ...options, clock });
	const wait = (ms: number) => {
		now += ms;
		account.advance();
	};
	return { account, wait, now: () => now };
}

export function scalingBody(scaling: Record<string, unknown>): unknown {
	return { compute: { scaling } };
}
