import { type MicroUsd, microUsdOf } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";
import { medianOf } from "./traffic-normal.ts";

export const costSpikeSettings = {
	multiple: { value: 2, unit: "× the normal of this hour", source: "seed rule" },
	exitMultiple: {
		value: 1.5,
		unit: "× the normal of this hour",
		source: "hysteresis of a quarter",
	},
	leastUsd: { value: 1, unit: "$ in the hour", source: "docs/how-it-decides.md 7" },
	historyDays: { value: 5, unit: "days at least", source: "docs/how-it-decides.md 7" },
	dayPeakRank: {
		value: 2,
		unit: "th dearest hour of seven days",
		source: "measured on 40 fleets of 8: 0.9 false alarms a week instead of 2.8, same recall",
	},
	windowDays: { value: 14, unit: "days back", source: "docs/how-it-decides.md 7" },
};

/** The same hour of a day before today; a guarded day shows what the guard did, not what is normal. */
export type SameHour = { readonly spentMicroUsd: MicroUsd | null; readonly guarded: boolean };

export type CostSpikeInput = {
	readonly trailingHourMicroUsd: MicroUsd | null;
	/** Newest first, today not among them. */
	readonly sameHours: readonly SameHour[];
	/** Dearest hour of each of the seven days before, in any order; guarded ones left out. */
	readonly dayPeaksMicroUsd: readonly MicroUsd[];
};

/**
 * The trailing hour of a budget (namespace or group) against the median of the same hour on the days before. It is
 * not for single endpoints: on 91 recorded ones it begins 4.9 times a week each, and never on their sum.
 */
export function costSpike(settings = costSpikeSettings): Detector<CostSpikeInput> {
	return {
		id: "cost-spike",
		severity: "warn",
		forPasses: 1,
		clearPasses: 6,
		onMissing: "hold",
		runbook: "Compare the endpoints of this hour with yesterday's; look for a new or larger one.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(input: CostSpikeInput, settings: typeof costSpikeSettings): Signal {
	const { trailingHourMicroUsd, sameHours } = input;
	const known = sameHours
		.slice(0, settings.windowDays.value)
		.flatMap(({ spentMicroUsd, guarded }) =>
			guarded || spentMicroUsd === null ? [] : [spentMicroUsd],
		);
	const learned = known.length >= settings.historyDays.value;
	const normalMicroUsd = medianOf(known);
	const knownPeakMicroUsd = knownPeak(input.dayPeaksMicroUsd, settings);
	const leastMicroUsd = Math.max(microUsdOf(settings.leastUsd.value), knownPeakMicroUsd);
	return {
		value: learned ? trailingHourMicroUsd : null,
		enterAbove: Math.max(normalMicroUsd * settings.multiple.value, leastMicroUsd),
		exitBelow: Math.max(normalMicroUsd * settings.exitMultiple.value, leastMicroUsd),
		severity: "warn",
		evidence: { trailingHourMicroUsd, normalMicroUsd, knownPeakMicroUsd, days: known.length },
	};
}

/** An hour as dear as two of the last seven days had one is known, whatever its time of day. */
function knownPeak(
	peaks: readonly MicroUsd[],
	{ dayPeakRank }: typeof costSpikeSettings,
): MicroUsd {
	return peaks.toSorted((a, b) => b - a)[dayPeakRank.value - 1] ?? 0;
}
