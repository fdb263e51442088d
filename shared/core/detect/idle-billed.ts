import { hourMs, type Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";

export const idleBilledSettings = {
	idleHours: { value: 24, unit: "hours without a request", source: "docs/how-it-decides.md 7" },
};

export type IdleBilledInput = {
	readonly now: Instant;
	readonly billedReplicas: number;
	/** Since when it has been billed without a break; null: it is not. */
	readonly billedSince: Instant | null;
	/** Newest request that is known; null: none since it began. */
	readonly lastRequestAt: Instant | null;
	/** Traffic was observed without a gap since then; else nothing is known of requests. */
	readonly observedSince: Instant | null;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/** It runs, it is billed, and for a day nobody asked it anything. */
export function idleBilled(settings = idleBilledSettings): Detector<IdleBilledInput> {
	return {
		id: "idle-billed",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Pause it, or let it scale to zero.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(input: IdleBilledInput, { idleHours }: typeof idleBilledSettings): Signal {
	const { billedReplicas, priceMicroUsdPerHour, lastRequestAt } = input;
	const value = idleFor(input);
	return {
		value,
		enterAbove: idleHours.value,
		exitBelow: idleHours.value,
		severity: "warn",
		evidence: {
			idleHours: value,
			billedReplicas,
			lastRequestAt,
			wasteMicroUsdPerHour: billedReplicas * priceMicroUsdPerHour,
		},
	};
}

/** Hours; 0 once it sleeps or was asked. Time that was not observed is not idle. */
function idleFor(input: IdleBilledInput): number | null {
	const { now, billedReplicas, billedSince, lastRequestAt, observedSince } = input;
	if (billedReplicas === 0 || billedSince === null) return 0;
	if (observedSince === null) return null;
	return (now - Math.max(billedSince, observedSince, lastRequestAt ?? observedSince)) / hourMs;
}
