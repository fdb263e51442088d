import { catalogPrices } from "../catalog/prices.ts";
import type { EndpointDefinition, Hardware, Scaling } from "../endpoint.ts";
import { batchy } from "../traffic/bursts.ts";
import { diurnal } from "../traffic/diurnal.ts";
import { constant } from "../traffic/traffic.ts";
import { hourMs, minuteMs, zone } from "./calendar.ts";

/** The fleet of one copy; the number decides its traffic's noise and the moments of its bursts. */
export type FleetTemplate = (copy: number) => readonly EndpointDefinition[];

/** Hardware by its short name: vendor, region, instance type and instance size. */
export function hardware(name: string): Hardware {
	const [vendor = "", region = "", instanceType = "", instanceSize = ""] = name.split(" ");
	const found = catalogPrices.find(
		(row) =>
			row.vendor === vendor &&
			row.region === region &&
			row.instanceType === instanceType &&
			row.instanceSize === instanceSize,
	);
	if (found === undefined) throw new RangeError(`The catalogue has no ${name}.`);
	return { vendor, region, accelerator: found.accelerator, instanceType, instanceSize };
}

/** Scaling by its bounds; with a timeout (minutes) it may sleep. */
export function scaling(min: number, max: number, timeoutMinutes: number | null = null): Scaling {
	const measure = { hardwareUsage: null };
	return { minReplica: min, maxReplica: max, scaleToZeroTimeout: timeoutMinutes, measure };
}

/** As many endpoints as asked for: the template, repeated with numbered names, or cut. */
export function repeatFleet(template: FleetTemplate, count?: number): EndpointDefinition[] {
	const size = template(1).length;
	const wanted = count ?? size;
	if (!Number.isSafeInteger(wanted) || wanted < 1) {
		throw new RangeError(`A fleet cannot have ${wanted} endpoints.`);
	}
	const copies = Array.from({ length: Math.ceil(wanted / size) }, (_, index) => index + 1);
	const all = copies.flatMap((copy) =>
		template(copy).map((each) => ({
			...each,
			name: copy === 1 ? each.name : `${each.name}-${copy}`,
		})),
	);
	return all.slice(0, wanted);
}

/** A budget made for the template, in proportion to what the fleet's minimum costs. */
export function budgetFor(
	template: FleetTemplate,
	endpoints: readonly EndpointDefinition[],
	usdForTemplate: number,
): number {
	const share = floorUsdPerHour(endpoints) / floorUsdPerHour(template(1));
	return Math.round(usdForTemplate * share * centsPerUsd) * microUsdPerCent;
}

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
	...smallEndpoints(copy),
];

function smallEndpoints(copy: number): EndpointDefinition[] {
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

/** An ordinary daily wave with a little noise. */
export function daily(wave: { mean: number; peakHour: number; copy: number; stream: number }) {
	const { mean, peakHour, copy, stream } = wave;
	const seed = 100 * copy + stream;
	return diurnal({ mean, peakHour, zone, amplitude: 0.5, noise: 0.1, seed });
}

const centsPerUsd = 100;
const microUsdPerCent = 10_000;

function floorUsdPerHour(endpoints: readonly EndpointDefinition[]): number {
	return endpoints.reduce((sum, each) => sum + each.scaling.minReplica * usdPerHour(each), 0);
}

function usdPerHour({ hardware: wanted }: EndpointDefinition): number {
	const found = catalogPrices.find(
		(row) =>
			row.vendor === wanted.vendor &&
			row.region === wanted.region &&
			row.instanceType === wanted.instanceType &&
			row.instanceSize === wanted.instanceSize,
	);
	return found?.pricePerHour ?? 0;
}
