import type { Instant } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Look } from "./alert-book.ts";
import { yesterdaysCost } from "./day-sketch.ts";
import type { EndpointSketch } from "./endpoint-sketch.ts";
import { subjectOf } from "./inventory-looks.ts";
import type { RegionalVarianceInput } from "./regional-variance.ts";
import type { Rules } from "./rules.ts";

export type RegionalLooksInput = {
	readonly postures: readonly Posture[];
	/** Those that answered in this pass, by name. */
	readonly sketches: ReadonlyMap<string, EndpointSketch>;
	readonly rules: Rules;
	readonly now: Instant;
};

/** Each endpoint of a model against the cheapest of the same model in another region. */
export function regionalLooks(input: RegionalLooksInput): Look[] {
	const { postures, rules, now } = input;
	const byModel = Map.groupBy(postures.filter(isComparable), ({ observed }) => observed.model);
	const costs = new Map([...byModel].map(([model, own]) => [model, cheapestOf(own, input)]));
	return postures.map((posture) => {
		const regions = isComparable(posture) ? (costs.get(posture.observed.model) ?? []) : [];
		const signal = rules.regionalVariance.signal(comparedTo(posture, regions, input));
		return { rule: rules.regionalVariance, subject: subjectOf(posture), at: now, signal };
	});
}

/** What is paused costs nothing, and a price that is assumed says nothing of a region. */
function isComparable({ price, observed }: Posture): boolean {
	return price.known && observed.state !== "paused";
}

type Known = Pick<RegionalLooksInput, "sketches" | "now">;

/** Of one region of a model; null: no request of yesterday is known there. */
type RegionCost = {
	readonly region: string;
	readonly perHour: MicroUsd;
	readonly perRequest: MicroUsd | null;
};

function cheapestOf(postures: readonly Posture[], known: Known): readonly RegionCost[] {
	return [...Map.groupBy(postures, regionOf)].map(([region, own]) => {
		const perRequest = own.flatMap((posture) => perRequestOf(posture, known) ?? []);
		return {
			region,
			perHour: Math.min(...own.map(({ price }) => price.point)),
			perRequest: perRequest.length === 0 ? null : Math.min(...perRequest),
		};
	});
}

/** By request where yesterday's requests are known of both, else by replica-hour. */
function comparedTo(
	posture: Posture,
	regions: readonly RegionCost[],
	known: Known,
): RegionalVarianceInput {
	const region = regionOf(posture);
	const others = regions.filter((other) => other.region !== region);
	const own = perRequestOf(posture, known);
	const answered = others.flatMap(({ region: other, perRequest }) =>
		perRequest === null ? [] : [{ region: other, microUsd: perRequest }],
	);
	if (own !== null && answered.length > 0) {
		return { region, per: "request", microUsd: own, elsewhere: cheapest(answered) };
	}
	const hourly = others.map(({ region: other, perHour }) => ({ region: other, microUsd: perHour }));
	const microUsd = posture.price.point;
	return { region, per: "replica-hour", microUsd, elsewhere: cheapest(hourly) };
}

type Elsewhere = { readonly region: string; readonly microUsd: MicroUsd };

function cheapest(costs: readonly Elsewhere[]): Elsewhere | null {
	return costs.toSorted((a, b) => a.microUsd - b.microUsd)[0] ?? null;
}

function perRequestOf({ endpoint }: Posture, { sketches, now }: Known): MicroUsd | null {
	const sketch = sketches.get(endpoint);
	return sketch === undefined ? null : yesterdaysCost(sketch.days, now);
}

function regionOf({ observed }: Posture): string {
	return `${observed.hardware.vendor} ${observed.hardware.region}`;
}
