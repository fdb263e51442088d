import * as z from "zod";
import type { AlertSettings } from "../domain/alert-settings.ts";
import { hourMs, secondMs } from "../domain/instant.ts";
import { microUsdOf } from "../domain/money.ts";
import { about } from "./about.ts";

const semantics = "docs/how-it-decides.md 7";
const seed = "seed rule";

type Bound = { readonly least: number; readonly most: number; readonly fallback?: number };

function setting(
	text: string,
	unit: string,
	{ least, most, fallback, source }: Bound & { source: string },
) {
	const described = z.number().min(least).max(most);
	return described.default(fallback ?? least).describe(about({ text, unit, source }));
}

/** Set: it warns there. Not set: the number that the seed names is information. */
function line(text: string, unit: string, { least, most }: Bound) {
	const source = `${seed}; on real fleets it holds almost always, so unset it only informs`;
	return z.number().min(least).max(most).optional().describe(about({ text, unit, source }));
}

const burnRate = z
	.strictObject({
		page: setting(
			"Part of the day's budget in 1 h (and at that rate in 5 min) that pages.",
			"share",
			{
				least: 0.01,
				most: 1,
				fallback: 0.2,
				source: semantics,
			},
		),
		warn: setting("Part of it in 3 h (and 15 min) that warns.", "share", {
			least: 0.01,
			most: 1,
			fallback: 0.35,
			source: semantics,
		}),
		info: setting("Part of it in 6 h (and 30 min) that informs.", "share", {
			least: 0.01,
			most: 1,
			fallback: 0.4,
			source: semantics,
		}),
	})
	.describe("How fast the day's budget may go.")
	.prefault({});

/** Thresholds of the detectors, in the units that people write. */
export const alertsSchema = z
	.strictObject({
		requestSurgeMultiple: setting("More requests than this many times the usual page.", "× usual", {
			least: 2,
			most: 100,
			fallback: 5,
			source: seed,
		}),
		requestSurgeLeastPerMinute: setting("Fewer requests than this are no surge.", "requests/min", {
			least: 0,
			most: 1_000_000,
			fallback: 10,
			source: "measured on 91 public LLM clients",
		}),
		costSpikeMultiple: setting(
			"The last hour above this many times the same hour of other days warns.",
			"× usual",
			{ least: 1.1, most: 100, fallback: 2, source: seed },
		),
		costSpikeLeastUsd: setting("A cheaper hour is no spike.", "US dollars", {
			least: 0,
			most: 100_000,
			fallback: 1,
			source: semantics,
		}),
		hourlySpendWarnBurn: setting(
			"hourly > daily / 24 informs; from this many times that rate it warns.",
			"× even spending",
			{ least: 1, most: 24, fallback: 2, source: semantics },
		),
		burnRate,
		idleBilledHours: setting("Running for this long without a request warns.", "hours", {
			least: 1,
			most: 720,
			fallback: 24,
			source: semantics,
		}),
		stuckInitialisingMinutes: setting("Initialising, and billed, for longer warns.", "minutes", {
			least: 1,
			most: 720,
			fallback: 15,
			source: semantics,
		}),
		unexplainedReplicasMinutes: setting(
			"Replicas that the traffic does not explain, for this long, warn.",
			"minutes",
			{ least: 10, most: 720, fallback: 30, source: "measured on 91 public LLM clients" },
		),
		coldStartsPerHour: setting("More cold starts of one endpoint warn.", "per hour", {
			least: 1,
			most: 1_000,
			fallback: 10,
			source: seed,
		}),
		scaleEventsPerDay: setting("So many replicas started or stopped in 24 h inform.", "events", {
			least: 2,
			most: 100_000,
			fallback: 50,
			source: seed,
		}),
		directionChangesPerHour: setting("So many turns of the autoscaler inform.", "per hour", {
			least: 2,
			most: 1_000,
			fallback: 6,
			source: semantics,
		}),
		thrashStartingShare: setting(
			"Either of both warns from this part of the day's replica time spent on starting.",
			"share",
			{ least: 0, most: 1, fallback: 0.06, source: "measured on 91 public LLM clients" },
		),
		costPerRequestMultiple: setting(
			"A day whose requests cost this many times those of the week before informs.",
			"× usual",
			{ least: 1.05, most: 100, fallback: 1.5, source: seed },
		),
		regionalVarianceShare: setting(
			"A model that costs this much more than in its cheapest region informs.",
			"share",
			{ least: 0.01, most: 100, fallback: 0.3, source: seed },
		),
		lowUtilisationPercent: setting("A lower mean of 24 h informs.", "percent", {
			least: 0.1,
			most: 100,
			fallback: 10,
			source: seed,
		}),
		queueDepth: line("More requests without an answer than this warn (10).", "requests", {
			least: 1,
			most: 1_000_000,
		}),
		latencyP95Ms: line("A slower 95th percentile warns (500).", "milliseconds", {
			least: 1,
			most: 86_400_000,
		}),
		errorRatio: line("A larger part of answers that are errors warns (0.01).", "share", {
			least: 0.0001,
			most: 1,
		}),
		latencyUnit: z
			.enum(["milliseconds", "seconds"])
			.default("milliseconds")
			.describe(
				"Unit of the account's response times, which it documents nowhere. What cannot be in it is left out and said.",
			),
		fleetMaxReplicas: z
			.int()
			.min(1)
			.max(1_000_000)
			.optional()
			.describe(
				about({
					text: "More replicas of all endpoints together page.",
					unit: "replicas",
					source: seed,
				}),
			),
		repeatHours: setting("What goes on is told again after this long.", "hours", {
			least: 1,
			most: 168,
			fallback: 4,
			source: "docs/how-it-decides.md 8",
		}),
	})
	.describe("Anomaly alerts: what each detector fires at. None of them acts.");

/** The settings as the detectors take them. */
export function alertsOf(file: z.output<typeof alertsSchema>): AlertSettings {
	const { costSpikeLeastUsd, latencyUnit, repeatHours, ...rest } = file;
	return {
		...rest,
		costSpikeLeastMicroUsd: microUsdOf(costSpikeLeastUsd),
		latencyUnitMs: latencyUnit === "seconds" ? secondMs : 1,
		repeatMs: Math.round(repeatHours * hourMs),
		queueDepth: file.queueDepth ?? null,
		latencyP95Ms: file.latencyP95Ms ?? null,
		errorRatio: file.errorRatio ?? null,
		fleetMaxReplicas: file.fleetMaxReplicas ?? null,
	};
}

/** What holds where the policy says nothing. */
export const defaultAlerts: AlertSettings = alertsOf(alertsSchema.parse({}));
