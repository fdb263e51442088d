import { minuteMs } from "../../domain/instant.ts";
import { chargeMicroUsd, type MicroUsd, microUsdPerUsd } from "../../domain/money.ts";
import type { Method } from "../../domain/plan.ts";
import type { Criticality } from "../../domain/policy.ts";
import { severity } from "./methods/methods.ts";

/** Every number of the measure of harm. */
export const disruptionSettings = {
	weight: {
		value: { expendable: 1, standard: 3, critical: 10 } satisfies Record<Criticality, number>,
		unit: "times the harm to an expendable endpoint",
		source: "docs/how-it-decides.md 4",
	},
	wholeFleet: {
		value: 1_000,
		unit: "points for all requests of an expendable fleet stopped; a dollar is one point",
		source: "docs/how-it-decides.md 4",
	},
	coldStartMs: {
		value: 10 * minuteMs,
		unit: "milliseconds of billed initialising per replica",
		source: "docs/how-it-decides.md 4: a large model on one GPU",
	},
};

export type DisruptionInput = {
	readonly method: Method;
	readonly criticality: Criticality;
	/** Of the fleet's recent requests, 0 to 1. */
	readonly requestShare: number;
	/** Replicas that have to start again when the step is undone. */
	readonly replicasAway: number;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/** Criticality × share of the requests × severity of the method, and the cold starts that undoing it costs. */
export function disruptionOf(input: DisruptionInput): number {
	const { weight, wholeFleet, coldStartMs } = disruptionSettings;
	const harm = weight.value[input.criticality] * input.requestShare * severity[input.method];
	const startingMs = input.replicasAway * coldStartMs.value;
	const undoing = chargeMicroUsd(startingMs, input.priceMicroUsdPerHour) / microUsdPerUsd;
	return harm * wholeFleet.value + undoing;
}
