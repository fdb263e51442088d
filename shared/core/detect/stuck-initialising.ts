import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";

export const stuckInitialisingSettings = {
	billedMinutes: {
		value: 15,
		unit: "billed minutes of initialising",
		source: "docs/how-it-decides.md 7",
	},
};

export type StuckInitialisingInput = {
	readonly now: Instant;
	/** Since when its oldest replica has been initialising and billed; null: none is. */
	readonly initialisingSince: Instant | null;
	/** False where the state of the endpoint could not be read. */
	readonly observed: boolean;
	readonly billedReplicas: number;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/** Starting, billed, and not answering yet. */
export function stuckInitialising(
	settings = stuckInitialisingSettings,
): Detector<StuckInitialisingInput> {
	return {
		id: "stuck-initialising",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Read the endpoint's logs (model size, memory, image); pause it while you look.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(
	input: StuckInitialisingInput,
	{ billedMinutes }: typeof stuckInitialisingSettings,
): Signal {
	const { now, initialisingSince, observed, billedReplicas, priceMicroUsdPerHour } = input;
	const minutes = initialisingSince === null ? 0 : (now - initialisingSince) / minuteMs;
	return {
		value: observed ? minutes : null,
		enterAbove: billedMinutes.value,
		exitBelow: billedMinutes.value,
		severity: "warn",
		evidence: { minutes, billedReplicas, priceMicroUsdPerHour, bound: billedMinutes.value },
	};
}
