import type { Price } from "../../domain/price.ts";
import type { Detector, Signal } from "./detector.ts";

export type UnpricedInput = {
	readonly instanceType: string;
	readonly instanceSize: string;
	readonly price: Price;
	/** A paused endpoint costs nothing, whatever its price. */
	readonly paused: boolean;
};

/** Hardware without a known price: it is counted at the dearest of its class, and said. */
export function unpriced(): Detector<UnpricedInput> {
	return {
		id: "unpriced",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Add the price to the policy, or update the catalogue.",
		signal: signalOf,
	};
}

function signalOf({ instanceType, instanceSize, price, paused }: UnpricedInput): Signal {
	return {
		value: price.known || paused ? 0 : 1,
		enterAbove: 0,
		exitBelow: 0,
		severity: "warn",
		evidence: { instanceType, instanceSize, assumedMicroUsdPerHour: price.point },
	};
}
