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
export function regionalLooks({ postures, sketches, rules, now }: RegionalLooksInput): Look[] {
	const byModel = Map.groupBy(postures.filter(isComparable), ({ observed }) => observed.model);
	return postures.map((posture) => {
		const own = isComparable(posture) ? (byModel.get(posture.observed.model) ?? []) : [];
		const compared = comparedTo(posture, own, { sketches, now });
		const signal = rules.regionalVariance.signal(compared);
		return { rule: rules.regionalVariance, subject: subjectOf(posture), at: now, signal };
	});
}

/** What is paused costs nothing, and a price that is assumed says nothing of a region. */
function isComparable({ price, observed }: Posture): boolean {
	return price.known && observed.state !== "paused";
}

type Known = Pick<RegionalLooksInput, "sketches" | "now">;

/** By request where yesterday's requests are known of both, else by replica-hour. */
function comparedTo(
	posture: Posture,
	own: readonly Posture[],
	known: Known,
): RegionalVarianceInput {
	const others = own.filter((other) => regionOf(other) !== regionOf(posture));
	const perRequest = others.filter((other) => perRequestOf(other, known) !== null);
	const isPerRequest = perRequestOf(posture, known) !== null && perRequest.length > 0;
	const costOf = (each: Posture): MicroUsd =>
		isPerRequest ? (perRequestOf(each, known) ?? 0) : each.price.point;
	const [cheapest] = (isPerRequest ? perRequest : others).toSorted((a, b) => costOf(a) - costOf(b));
	return {
		region: regionOf(posture),
		per: isPerRequest ? "request" : "replica-hour",
		microUsd: costOf(posture),
		elsewhere:
			cheapest === undefined ? null : { region: regionOf(cheapest), microUsd: costOf(cheapest) },
	};
}

function perRequestOf({ endpoint }: Posture, { sketches, now }: Known): MicroUsd | null {
	const sketch = sketches.get(endpoint);
	return sketch === undefined ? null : yesterdaysCost(sketch.days, now);
}

function regionOf({ observed }: Posture): string {
	return `${observed.hardware.vendor} ${observed.hardware.region}`;
}
