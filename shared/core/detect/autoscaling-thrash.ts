import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Signal } from "./detector.ts";

export const autoscalingThrashSettings = {
	eventsPerDay: { value: 50, unit: "scale events in 24 h", source: "seed rule" },
	turnsPerHour: {
		value: 6,
		unit: "changes of direction in an hour",
		source: "docs/how-it-decides.md 7",
	},
	startingShare: {
		value: 0.06,
		unit: "of the day's replica time, spent on starting",
		source: "91 public LLM clients: twice the most of one half's restless days, 0.046 in the other",
	},
	exitShare: { value: 0.5, unit: "× the bound", source: "hysteresis of a half" },
	confirmHours: { value: 1, unit: "hours of it before anybody is told", source: "a burst is none" },
	calmHours: { value: 24, unit: "hours of calm that end it", source: "one alert a day at most" },
};

export type AutoscalingThrashInput = {
	/** null: not known. */
	readonly eventsOfDay: number | null;
	readonly turnsOfHour: number | null;
	readonly minReplica: number;
	readonly coldStartsOfDay: number;
	/** Replica-minutes of the same day: billed, and not answering yet. */
	readonly startingMinutes: number;
	readonly runningMinutes: number;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/**
 * The autoscaler goes up and down without rest; with a minimum of 0 that is a death spiral of cold starts. One that
 * follows its traffic does so on every eighth day, and pays next to nothing for it: that is information. It warns
 * where starting is a notable part of what is paid for.
 */
export function autoscalingThrash(
	passesPerHour: number,
	settings = autoscalingThrashSettings,
): Detector<AutoscalingThrashInput> {
	return {
		id: "autoscaling-thrash",
		severity: "warn",
		forPasses: Math.round(passesPerHour * settings.confirmHours.value),
		clearPasses: Math.round(passesPerHour * settings.calmHours.value),
		onMissing: "hold",
		runbook: "Keep one replica warm, or set a longer timeout and a calmer scaling signal.",
		signal: (input) => signalOf(input, settings),
	};
}

/** At least the bound is already too much. */
const justBelow = 0.999;

function signalOf(
	input: AutoscalingThrashInput,
	{ eventsPerDay, turnsPerHour, startingShare, exitShare }: typeof autoscalingThrashSettings,
): Signal {
	const { eventsOfDay, turnsOfHour, minReplica, coldStartsOfDay } = input;
	const unknown = eventsOfDay === null && turnsOfHour === null;
	const events = (eventsOfDay ?? 0) / eventsPerDay.value;
	const turns = (turnsOfHour ?? 0) / turnsPerHour.value;
	const share = startingShareOf(input);
	const spirals = minReplica === 0 && coldStartsOfDay > 0;
	return {
		value: unknown ? null : Math.max(events, turns),
		enterAbove: justBelow,
		exitBelow: exitShare.value,
		severity: share >= startingShare.value ? "warn" : "info",
		evidence: {
			what: spirals ? "death spiral: it scales to zero and starts cold" : "scales up and down",
			eventsOfDay,
			boundOfDay: eventsPerDay.value,
			turnsOfHour,
			boundOfHour: turnsPerHour.value,
			coldStartsOfDay,
			startingShare: share,
			startingBound: startingShare.value,
			startsMicroUsdPerDay: Math.round((input.startingMinutes / 60) * input.priceMicroUsdPerHour),
		},
	};
}

function startingShareOf({ startingMinutes, runningMinutes }: AutoscalingThrashInput): number {
	const minutes = startingMinutes + runningMinutes;
	return minutes === 0 ? 0 : startingMinutes / minutes;
}
