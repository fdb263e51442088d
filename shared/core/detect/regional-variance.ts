import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";

export const regionalVarianceSettings = {
	apart: { value: 0.3, unit: "dearer than the cheapest region of the model", source: "seed rule" },
	exitApart: { value: 0.25, unit: "dearer than the cheapest region", source: "hysteresis" },
};

export type RegionalVarianceInput = {
	readonly region: string;
	readonly per: "request" | "replica-hour";
	/** Of this endpoint, and of the cheapest one of the same model elsewhere; null: there is none, or nothing known. */
	readonly microUsd: MicroUsd | null;
	readonly elsewhere: { readonly region: string; readonly microUsd: MicroUsd } | null;
};

/** The same model costs notably less in another region. */
export function regionalVariance(
	settings = regionalVarianceSettings,
): Detector<RegionalVarianceInput> {
	return {
		id: "regional-variance",
		severity: "info",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Move the traffic to the cheaper region, or its hardware to this one.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(
	{ region, per, microUsd, elsewhere }: RegionalVarianceInput,
	{ apart, exitApart }: typeof regionalVarianceSettings,
): Signal {
	const comparable = microUsd !== null && elsewhere !== null && elsewhere.microUsd > 0;
	return {
		value: comparable ? microUsd / elsewhere.microUsd - 1 : 0,
		enterAbove: apart.value,
		exitBelow: exitApart.value,
		severity: "info",
		evidence: {
			per,
			region,
			microUsd,
			cheapestRegion: elsewhere?.region ?? null,
			cheapestMicroUsd: elsewhere?.microUsd ?? null,
		},
	};
}
