import type { PriceStatus } from "../../domain/price.ts";
import type { Detector, Signal } from "./detector.ts";

/** The vendor's price list is not believed: the last good one stays in force, and grows old. */
export function priceList(): Detector<PriceStatus | null> {
	return {
		id: "price-list",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook:
			"Look at guardrail prices and at the vendor's page; if the price is real, raise prices.jumpFactor.",
		signal: signalOf,
	};
}

function signalOf(status: PriceStatus | null): Signal {
	const refused = status?.refused ?? null;
	return {
		value: status === null ? null : refused === null ? 0 : 1,
		enterAbove: 0,
		exitBelow: 0,
		severity: "warn",
		evidence: {
			kind: refused?.kind ?? null,
			hardware: refused?.hardware ?? null,
			before: refused?.before ?? null,
			after: refused?.after ?? null,
			asOf: status?.book.asOf ?? null,
		},
	};
}
