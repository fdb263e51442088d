import type { MicroUsd } from "./money.ts";

/** What the policy says of anomaly alerts; defaults, units and sources in `shared/config`. */
export type AlertSettings = {
	readonly requestSurgeMultiple: number;
	readonly requestSurgeLeastPerMinute: number;
	readonly costSpikeMultiple: number;
	readonly costSpikeLeastMicroUsd: MicroUsd;
	/** × even spending, from which hourly-spend warns. */
	readonly hourlySpendWarnBurn: number;
	/** Shares of the day's budget in 1, 3 and 6 hours. */
	readonly burnRate: { readonly page: number; readonly warn: number; readonly info: number };
	readonly idleBilledHours: number;
	readonly stuckInitialisingMinutes: number;
	readonly unexplainedReplicasMinutes: number;
	readonly coldStartsPerHour: number;
	readonly scaleEventsPerDay: number;
	readonly directionChangesPerHour: number;
	readonly thrashStartingShare: number;
	readonly costPerRequestMultiple: number;
	readonly regionalVarianceShare: number;
	readonly lowUtilisationPercent: number;
	/** null: the seed's number, as information; a number: the line above which it warns. */
	readonly queueDepth: number | null;
	readonly latencyP95Ms: number | null;
	readonly errorRatio: number | null;
	/** What one unit of the account's response times is, in milliseconds. */
	readonly latencyUnitMs: number;
	/** Replicas of all endpoints together above which the fleet runs away; null: no bound. */
	readonly fleetMaxReplicas: number | null;
	/** A notice of what goes on is sent again after this long. */
	readonly repeatMs: number;
};
