import type { Disturbance, EndpointDefinition, Hardware, Instant } from "../endpoint.ts";
import type { AccountSettings } from "../settings.ts";

/** What a timeline can do; bodies are those of the management API. */
export type TimelineChange =
	| { kind: "create"; body: unknown }
	| { kind: "update"; endpoint: string; body: unknown }
	| { kind: "pause" | "resume" | "scaleToZero" | "remove"; endpoint: string }
	| { kind: "disturb"; endpoint: string; disturbance: Disturbance }
	| { kind: "setQuota"; vendor: string; instanceType: string; maxAccelerators: number }
	| { kind: "setPrice"; hardware: Omit<Hardware, "accelerator">; pricePerHour: number };

/** `at` in milliseconds after the scenario's start. */
export type TimelineEntry = { at: number; actor: string; change: TimelineChange };

/** A story: a fleet, its traffic, and what people do to it. */
export type Scenario = {
	name: string;
	description: string;
	namespace: string;
	/** IANA zone of the budget. */
	zone: string;
	/** A local midnight. */
	start: Instant;
	dailyBudgetMicroUsd: number;
	endpoints: readonly EndpointDefinition[];
	timeline: readonly TimelineEntry[];
	/** Settings of the account that this story needs. */
	settings?: Partial<AccountSettings>;
};

/** `endpoints`: how many to have; the fleet is repeated, with numbered names, or cut. */
export type ScenarioOptions = { endpoints?: number };

export type ScenarioBuilder = (options?: ScenarioOptions) => Scenario;
