import type { BillSettings } from "../../domain/accounting.ts";
import type { AlertSettings } from "../../domain/alert-settings.ts";
import { hourMs, minuteMs } from "../../domain/instant.ts";
import { microUsdPerUsd } from "../../domain/money.ts";
import { autoscalingThrash, autoscalingThrashSettings } from "./autoscaling-thrash.ts";
import { billDrift } from "./bill-drift.ts";
import { burnRate, burnRateSettings } from "./burn-rate.ts";
import { coldStarts, coldStartsSettings } from "./cold-starts.ts";
import { configurationDrift } from "./configuration-drift.ts";
import { costPerRequest, costPerRequestSettings } from "./cost-per-request.ts";
import { costSpike, costSpikeSettings } from "./cost-spike.ts";
import type { Detector } from "./detector.ts";
import { guardBlind } from "./guard-blind.ts";
import { hourlySpend, hourlySpendSettings } from "./hourly-spend.ts";
import { idleBilled, idleBilledSettings } from "./idle-billed.ts";
import { errorRate, latency, loadSettings, lowUtilisation, queueDepth } from "./load-rules.ts";
import { lostScaleDown } from "./lost-scale-down.ts";
import { priceList } from "./price-list.ts";
import { regionalVariance, regionalVarianceSettings } from "./regional-variance.ts";
import { replicaRunaway } from "./replica-runaway.ts";
import { requestSurge, requestSurgeSettings } from "./request-surge.ts";
import { type Setting, withValues } from "./setting.ts";
import { stuckInitialising, stuckInitialisingSettings } from "./stuck-initialising.ts";
import { unexplainedReplicas, unexplainedReplicasSettings } from "./unexplained-replicas.ts";
import { unknownState } from "./unknown-state.ts";
import { unpriced } from "./unpriced.ts";

/** Bins of traffic: single minutes of a model's clients say nothing. Replicas are looked at twice as often. */
export const trafficBinMs = 10 * minuteMs;
export const replicaBinMs = 5 * minuteMs;
/** Watch asks this often. */
export const watchEveryMs = 5 * minuteMs;

/** Every detector with the policy's settings. */
export function rulesOf(alerts: AlertSettings, bill: BillSettings) {
	return {
		...spendRules(alerts),
		...endpointRules(alerts),
		...loadRules(alerts),
		replicaRunaway: replicaRunaway(),
		configurationDrift: configurationDrift(),
		guardBlind: guardBlind(),
		unpriced: unpriced(),
		unknownState: unknownState(),
		billDrift: billDrift(bill),
		priceList: priceList(),
	};
}

export type Rules = ReturnType<typeof rulesOf>;

/** What is kept of a rule between passes. */
export type Rule = Omit<Detector<never>, "signal">;

function spendRules(alerts: AlertSettings) {
	return {
		hourlySpend: hourlySpend(
			withValues(hourlySpendSettings, { warnBurn: alerts.hourlySpendWarnBurn }),
		),
		costSpike: costSpike(
			withValues(costSpikeSettings, {
				multiple: alerts.costSpikeMultiple,
				leastUsd: alerts.costSpikeLeastMicroUsd / microUsdPerUsd,
			}),
		),
		costPerRequest: costPerRequest(
			withValues(costPerRequestSettings, { multiple: alerts.costPerRequestMultiple }),
		),
		regionalVariance: regionalVariance(
			withValues(regionalVarianceSettings, {
				apart: alerts.regionalVarianceShare,
				exitApart: alerts.regionalVarianceShare * regionalExitShare,
			}),
		),
		burnRate: burnRate(
			withValues(burnRateSettings, {
				pageShare: alerts.burnRate.page,
				warnShare: alerts.burnRate.warn,
				infoShare: alerts.burnRate.info,
			}),
		),
	};
}

/** Hysteresis of a sixth, whatever the policy's bound. */
const regionalExitShare = 5 / 6;

function endpointRules(alerts: AlertSettings) {
	return {
		requestSurge: requestSurge(trafficBinMs, surgeSettingsOf(alerts)),
		idleBilled: idleBilled(withValues(idleBilledSettings, { idleHours: alerts.idleBilledHours })),
		stuckInitialising: stuckInitialising(
			withValues(stuckInitialisingSettings, { billedMinutes: alerts.stuckInitialisingMinutes }),
		),
		unexplainedReplicas: unexplainedReplicas(
			withValues(unexplainedReplicasSettings, { heldMinutes: alerts.unexplainedReplicasMinutes }),
		),
		lostScaleDown: lostScaleDown(),
		coldStarts: coldStarts(withValues(coldStartsSettings, { perHour: alerts.coldStartsPerHour })),
		autoscalingThrash: autoscalingThrash(
			hourMs / watchEveryMs,
			withValues(autoscalingThrashSettings, {
				eventsPerDay: alerts.scaleEventsPerDay,
				turnsPerHour: alerts.directionChangesPerHour,
				startingShare: alerts.thrashStartingShare,
			}),
		),
	};
}

export function surgeSettingsOf(alerts: AlertSettings) {
	return withValues(requestSurgeSettings, {
		multiple: alerts.requestSurgeMultiple,
		requestsPerMinute: alerts.requestSurgeLeastPerMinute,
	});
}

function loadRules(alerts: AlertSettings) {
	const set = (setting: Setting, value: number | null) => ({
		...setting,
		value: value ?? setting.value,
	});
	const { queueDepth: queue, latencyP95Ms, errorRatio } = alerts;
	return {
		queueDepth: queueDepth(set(loadSettings.queueDepth, queue), queue !== null),
		latency: latency(set(loadSettings.latencyMs, latencyP95Ms), latencyP95Ms !== null),
		errorRate: errorRate(set(loadSettings.errorRatio, errorRatio), errorRatio !== null),
		lowUtilisation: lowUtilisation(
			set(loadSettings.lowUtilisationPercent, alerts.lowUtilisationPercent),
		),
	};
}
