import type { MicroUsd } from "../../domain/money.ts";
import type { Detector } from "./detector.ts";

export const coldStartsSettings = {
	perHour: { value: 10, unit: "cold starts in an hour", source: "seed rule" },
	exitPerHour: { value: 5, unit: "cold starts in an hour", source: "hysteresis of a half" },
};

export type ColdStartsInput = {
	readonly coldStarts: number | null;
	readonly initialisingMinutes: number;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/** It is started from nothing again and again; each start is billed before it answers anybody. */
export function coldStarts(settings = coldStartsSettings): Detector<ColdStartsInput> {
	return {
		id: "cold-starts",
		severity: "warn",
		forPasses: 1,
		clearPasses: 3,
		onMissing: "hold",
		runbook: "Keep one replica, or a longer timeout before it sleeps.",
		signal: ({ coldStarts: value, initialisingMinutes, priceMicroUsdPerHour }) => ({
			value,
			enterAbove: settings.perHour.value,
			exitBelow: settings.exitPerHour.value,
			severity: "warn",
			evidence: {
				coldStarts: value,
				bound: settings.perHour.value,
				initialisingMinutes,
				startsMicroUsdPerHour: Math.round((initialisingMinutes / 60) * priceMicroUsdPerHour),
			},
		}),
	};
}
