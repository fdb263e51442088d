import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Detector, Evidence, Signal } from "./detector.ts";

export const configurationDriftSettings = {
	hoursPerDay: { value: 24, unit: "hours", source: "a day of the changed configuration" },
	wakesPerDay: { value: 1, unit: "wakes a day", source: "least for which a longer timeout costs" },
};

/** What decides what an endpoint can cost. */
export type Configuration = {
	readonly instanceType: string;
	readonly instanceSize: string;
	readonly priceMicroUsdPerHour: MicroUsd;
	readonly minReplica: number;
	readonly maxReplica: number;
	/** null: it never scales to zero by itself. */
	readonly scaleToZeroTimeoutMinutes: number | null;
};

export type ConfigurationDriftInput = {
	/** First seen, or accepted by a person; null: never seen. */
	readonly approved: Configuration | null;
	readonly observed: Configuration | null;
	readonly changedBy: string | null;
	readonly changedAt: Instant | null;
};

/** A configuration that differs from the approved one and costs more: found at once, with who, when and how much. */
export function configurationDrift(
	settings = configurationDriftSettings,
): Detector<ConfigurationDriftInput> {
	return {
		id: "configuration-drift",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook: "Ask who changed it; put it back, or accept it with guardrail accept.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(
	input: ConfigurationDriftInput,
	settings: typeof configurationDriftSettings,
): Signal {
	const { approved, observed } = input;
	const compared = approved !== null && observed !== null;
	return {
		value: compared ? extraPerDay(approved, observed, settings) : null,
		enterAbove: 0,
		exitBelow: 0,
		severity: "warn",
		evidence: compared ? evidenceOf(input, approved, observed, settings) : {},
	};
}

/** Dollars a day more, by the dearest of: its floor, its ceiling, one longer wait before it sleeps. */
function extraPerDay(
	approved: Configuration,
	observed: Configuration,
	{ hoursPerDay, wakesPerDay }: typeof configurationDriftSettings,
): MicroUsd {
	const floor = perHour(observed, "minReplica") - perHour(approved, "minReplica");
	const ceiling = perHour(observed, "maxReplica") - perHour(approved, "maxReplica");
	const waiting = (idleHours(observed) - idleHours(approved)) * observed.priceMicroUsdPerHour;
	const standing = Math.max(floor, ceiling) * hoursPerDay.value;
	return Math.round(Math.max(standing, waiting * wakesPerDay.value));
}

function perHour(configuration: Configuration, bound: "minReplica" | "maxReplica"): MicroUsd {
	return configuration[bound] * configuration.priceMicroUsdPerHour;
}

/** A day is the longest that a wait can cost in a day; an endpoint with a floor never waits. */
function idleHours({ minReplica, scaleToZeroTimeoutMinutes }: Configuration): number {
	if (minReplica > 0) return 0;
	const minutes = scaleToZeroTimeoutMinutes ?? minutesPerDay;
	return Math.min(minutes, minutesPerDay) / minutesPerHour;
}

const minutesPerHour = 60;
const minutesPerDay = 1_440;

const fields = [
	"instanceType",
	"instanceSize",
	"priceMicroUsdPerHour",
	"minReplica",
	"maxReplica",
	"scaleToZeroTimeoutMinutes",
] as const;

function evidenceOf(
	{ changedBy, changedAt }: ConfigurationDriftInput,
	approved: Configuration,
	observed: Configuration,
	settings: typeof configurationDriftSettings,
): Evidence {
	const changed = fields.filter((field) => approved[field] !== observed[field]);
	const pairs: Evidence = Object.fromEntries(
		changed.map((field) => [field, `${approved[field]} → ${observed[field]}`]),
	);
	const extraMicroUsdPerDay = extraPerDay(approved, observed, settings);
	return { ...pairs, extraMicroUsdPerDay, changedBy, changedAt };
}
