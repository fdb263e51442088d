import type { EndpointDefinition } from "../endpoint.ts";
import { batchy } from "../traffic/bursts.ts";
import { constant } from "../traffic/traffic.ts";
import { hourMs, minuteMs } from "./calendar.ts";
import { daily, type FleetTemplate, hardware, scaling } from "./fleet.ts";

/** The eight endpoints of the running example: a floor of $23 an hour, $552 in 24 hours. */
export const exampleFleet: FleetTemplate = (copy) => [
	{
		name: "llama-70b-chat",
		tags: ["prod", "critical"],
		hardware: hardware("aws us-east-1 nvidia-h200 x2"),
		scaling: scaling(1, 6),
		repository: "meta-llama/Llama-3.3-70B-Instruct",
		task: "text-generation",
		parametersBillions: 70,
		requestsPerSecondPerReplica: 4,
		traffic: daily({ mean: 1.6, peakHour: 14, copy, stream: 1 }),
		createdBy: "ann",
	},
	{
		name: "qwen-32b-batch",
		tags: ["prod"],
		hardware: hardware("aws us-east-1 nvidia-a100 x2"),
		scaling: scaling(1, 4),
		repository: "Qwen/Qwen2.5-32B-Instruct",
		task: "text-generation",
		parametersBillions: 32.5,
		requestsPerSecondPerReplica: 2,
		traffic: batchy({
			base: 0.2,
			burst: 2,
			everyMs: 12 * hourMs,
			lengthMs: 40 * minuteMs,
			seed: 100 * copy + 2,
		}),
		createdBy: "ben",
	},
	{
		name: "mixtral-exp-2",
		tags: ["expendable"],
		hardware: hardware("gcp us-east4 nvidia-a100 x1"),
		scaling: scaling(1, 1),
		repository: "mistralai/Mixtral-8x7B-Instruct-v0.1",
		task: "text-generation",
		parametersBillions: 46.7,
		requestsPerSecondPerReplica: 3,
		traffic: constant(0),
		createdBy: "ben",
	},
	...chatAndImages(copy),
	...occasional(copy),
];

function chatAndImages(copy: number): EndpointDefinition[] {
	return [
		{
			name: "flux-image",
			tags: ["prod"],
			hardware: hardware("aws us-east-1 nvidia-l40s x1"),
			scaling: scaling(1, 3),
			repository: "black-forest-labs/FLUX.1-dev",
			task: "text-to-image",
			parametersBillions: 12,
			requestsPerSecondPerReplica: 0.25,
			traffic: daily({ mean: 0.1, peakHour: 16, copy, stream: 3 }),
			createdBy: "ann",
		},
		{
			name: "llama-8b-chat",
			tags: ["prod", "critical"],
			hardware: hardware("aws us-east-1 nvidia-l4 x1"),
			scaling: scaling(2, 6),
			repository: "meta-llama/Llama-3.1-8B-Instruct",
			task: "text-generation",
			parametersBillions: 8,
			requestsPerSecondPerReplica: 10,
			traffic: daily({ mean: 8, peakHour: 14, copy, stream: 4 }),
			createdBy: "ann",
		},
	];
}

function occasional(copy: number): EndpointDefinition[] {
	return [
		{
			name: "whisper-batch",
			tags: ["expendable"],
			hardware: hardware("aws us-east-1 nvidia-a10g x1"),
			scaling: scaling(0, 4, 15),
			repository: "openai/whisper-large-v3",
			task: "automatic-speech-recognition",
			parametersBillions: 1.5,
			requestsPerSecondPerReplica: 0.5,
			traffic: batchy({
				base: 0,
				burst: 0.8,
				everyMs: 6 * hourMs,
				lengthMs: 30 * minuteMs,
				seed: 100 * copy + 5,
			}),
			createdBy: "ben",
			beginsAs: "scaledToZero",
		},
		{
			name: "bge-embed",
			tags: ["prod", "protected"],
			hardware: hardware("aws eu-west-1 nvidia-t4 x1"),
			scaling: scaling(1, 2),
			repository: "BAAI/bge-large-en-v1.5",
			task: "sentence-embeddings",
			parametersBillions: 0.335,
			requestsPerSecondPerReplica: 50,
			traffic: daily({ mean: 15, peakHour: 13, copy, stream: 6 }),
			createdBy: "ann",
		},
		{
			name: "sentiment",
			tags: ["expendable"],
			hardware: hardware("aws us-east-1 nvidia-t4 x1"),
			scaling: scaling(1, 1),
			repository: "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
			task: "text-classification",
			parametersBillions: 0.066,
			requestsPerSecondPerReplica: 40,
			traffic: daily({ mean: 5, peakHour: 11, copy, stream: 7 }),
			createdBy: "ben",
		},
	];
}
