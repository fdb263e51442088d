import type { EndpointDefinition } from "../endpoint.ts";
import { between, hourMs, minuteMs, start, zone } from "./calendar.ts";
import { exampleFleet } from "./example-fleet.ts";
import { hardware, repeatFleet, scaling } from "./fleet.ts";
import type { ScenarioBuilder } from "./scenario.ts";

const dailyBudgetMicroUsd = 800_000_000;
const demoStartMs = 9.5 * hourMs;
const demoMs = 40 * minuteMs;
/** Half an hour of downloading and more of initialising come before the first answer. */
const loadingMs = 60 * minuteMs;

/** Eight GPUs that were needed for one demonstration. */
const forgotten: EndpointDefinition = {
	name: "llama-405b-demo",
	tags: ["expendable"],
	hardware: hardware("aws us-east-1 nvidia-a100 x8"),
	scaling: scaling(1, 1),
	repository: "meta-llama/Llama-3.1-405B-Instruct-FP8",
	task: "text-generation",
	parametersBillions: 405,
	requestsPerSecondPerReplica: 1,
	traffic: between(demoStartMs + loadingMs, demoStartMs + loadingMs + demoMs, 0.3),
	createdBy: "ben",
	beginsAs: "paused",
};

/** At 09:30 ben resumes a large endpoint for a demonstration, and nobody pauses it afterwards. */
export const forgottenGpu: ScenarioBuilder = (options = {}) => ({
	name: "forgotten-gpu",
	description: "Eight GPUs are started for a demonstration at 09:30 and left running for days.",
	namespace: "acme",
	zone,
	start,
	dailyBudgetMicroUsd,
	endpoints: [...repeatFleet(exampleFleet, options.endpoints), forgotten],
	timeline: [
		{
			at: demoStartMs,
			actor: "ben",
			change: { kind: "resume", endpoint: forgotten.name },
		},
	],
});
