import type { AlertMessageInput } from "../../../shared/core/notify/alert-message.ts";
import type { Alert } from "../../../shared/domain/alert.ts";
import type { Mode } from "../../../shared/domain/policy.ts";
import { at, midnight, readingOf } from "../fixture.ts";

/** A page since 19:50, first seen now. */
export function alertOf(parts: Partial<Alert> = {}): Alert {
	return {
		rule: "replica-runaway",
		endpoint: "chat",
		createdAt: midnight,
		phase: "firing",
		passes: 0,
		since: at("19:50"),
		firedAt: at("19:50"),
		resolvedAt: null,
		toldAt: null,
		overToldAt: null,
		seenUntil: at("19:57"),
		severity: "page",
		worst: "page",
		evidence: { replicas: 9, runningReplicas: 7, targetReplicas: 9, expectedMaxReplicas: 4 },
		runbook: "Lower the maximum, or accept the configuration if the growth is wanted.",
		causes: [],
		...parts,
	};
}

const causes = [
	{
		endpoint: "chat",
		kind: "configuration",
		extraMicroUsdPerHour: 12_500_000,
		share: 0.735,
		since: at("19:50"),
		configured: "maxReplica 4 → 40 by ann",
	},
	{
		endpoint: "embed",
		kind: "traffic",
		extraMicroUsdPerHour: 4_500_000,
		share: 0.265,
		since: at("19:20"),
		configured: null,
	},
];

const surge = alertOf({
	rule: "request-surge",
	endpoint: "embed",
	since: at("19:40"),
	evidence: { requests: 48_211, usual: 5_120.4, knownPeak: 12_000, bound: 25_602 },
	runbook: "Look for a client that retries or a leaked token; cap the maximum of the endpoint.",
});

const spend = alertOf({
	rule: "hourly-spend",
	endpoint: null,
	createdAt: null,
	severity: "warn",
	evidence: { trailingHourMicroUsd: 9_410_000, lineMicroUsd: 4_166_667, burn: 2.26 },
	runbook: "See which endpoints carry the hour; cap or pause one, or raise the budget of the day.",
	causes,
});

const over = alertOf({ phase: "resolved", resolvedAt: at("19:57"), toldAt: at("19:50") });

/** Each kind of alert notice, by name. */
export function sampleAlerts(mode: Mode): Readonly<Record<string, AlertMessageInput>> {
	const reading = readingOf({ at: at("19:57") });
	const shared = { namespace: "acme", mode, zone: "Europe/Berlin", now: at("19:57"), reading };
	return {
		"alert-one": { ...shared, told: [{ kind: "fired", alert: alertOf({ causes }) }] },
		"alert-several": {
			...shared,
			told: [
				{ kind: "fired", alert: spend },
				{ kind: "escalated", alert: surge },
				{ kind: "goes on", alert: alertOf({ since: at("15:50") }) },
				{ kind: "resolved", alert: { ...over, endpoint: "batch" } },
			],
		},
		"alert-over": { ...shared, told: [{ kind: "resolved", alert: over }] },
		"alert-before-any-reading": {
			...shared,
			reading: null,
			told: [{ kind: "fired", alert: surge }],
		},
	};
}

/** Evidence of each rule, as its detector gives it. */
export const evidenceByRule: Readonly<Record<string, Alert["evidence"]>> = {
	"hourly-spend": { trailingHourMicroUsd: 9_410_000, lineMicroUsd: 4_166_667 },
	"cost-spike": {
		trailingHourMicroUsd: 9_410_000,
		normalMicroUsd: 3_000_000,
		knownPeakMicroUsd: 6_000_000,
		days: 9,
	},
	"burn-rate": { hours: 3, spentMicroUsd: 36_000_000, lineMicroUsd: 35_000_000 },
	"replica-runaway": { replicas: 9, expectedMaxReplicas: 4 },
	"request-surge": { requests: 48_211, usual: 5_120.4, knownPeak: 12_000 },
	"configuration-drift": {
		maxReplica: "4 → 40",
		extraMicroUsdPerDay: 864_000_000,
		changedBy: "ann",
		changedAt: 1,
	},
	"guard-blind": { reason: "no good list", failedPasses: 3, bound: 3 },
	unpriced: { instanceType: "tpu", instanceSize: "x1", assumedMicroUsdPerHour: 10_000_000 },
	"idle-billed": { idleHours: 24.5, wasteMicroUsdPerHour: 800_000 },
	"stuck-initialising": { minutes: 21, bound: 15, priceMicroUsdPerHour: 800_000 },
	"unexplained-replicas": {
		replicas: 6,
		explainedReplicas: 1,
		minutes: 30,
		microUsdPerHour: 4_800_000,
	},
	"lost-scale-down": { awakeIdleMinutes: 95, replicas: 1, bound: 90 },
	"cold-starts": {
		coldStarts: 12,
		bound: 10,
		initialisingMinutes: 30,
		startsMicroUsdPerHour: 400_000,
	},
	"autoscaling-thrash": {
		what: "death spiral: it scales to zero and starts cold",
		eventsOfDay: 61,
		turnsOfHour: 6,
		startingShare: 0.41,
		startsMicroUsdPerDay: 6_200_000,
	},
	"bill-drift": {
		meteredMicroUsd: 100_000_000,
		billedMicroUsd: 90_000_000,
		ratio: 0.1,
		worstEndpoint: "chat",
		worstMeteredMicroUsd: 60_000_000,
		worstBilledMicroUsd: 50_000_000,
		suspended: "trim is suspended",
	},
	"price-list": {
		kind: "jumped",
		hardware: "aws/us-east-1/nvidia-l4/x1",
		before: 800_000,
		after: 8_000_000,
	},
	"unknown-state": { state: "hibernating" },
	"regional-variance": {
		per: "request",
		region: "aws us-east-1",
		microUsd: 420,
		cheapestRegion: "gcp us-east4",
		cheapestMicroUsd: 210,
	},
	"cost-per-request": {
		microUsdPerRequest: 420,
		baselineMicroUsdPerRequest: 210,
		days: 6,
	},
	"low-utilisation": { utilisationPercent: 4.21, bound: 10 },
	"queue-depth": { value: 18.4, bound: 10 },
	latency: { value: 1_842, bound: 500 },
	"error-rate": { value: 0.0312, bound: 0.01 },
};
