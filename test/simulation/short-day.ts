import type { OverrideCommand as Command } from "../../shared/app/apply-override.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import { hardware } from "../../shared/simulator/scenarios/fleet.ts";
import { defaultFeatures } from "./features.ts";
import type { RunPlan } from "./run-plan.ts";

export const start = Date.UTC(2026, 4, 11, 21);
export const midnight = start + 3 * hourMs;
export const end = midnight + 2 * hourMs;

/** A day cut to five hours, without faults: over budget before midnight, everything back after it. */
export function shortPlan(): RunPlan {
	const definition = (name: string, minReplica: number, maxReplica: number, tags: string[]) => ({
		name,
		tags,
		hardware: hardware("aws us-east-1 nvidia-a100 x1"),
		scaling: { minReplica, maxReplica, scaleToZeroTimeout: null, measure: { hardwareUsage: null } },
		repository: "example/model",
		task: "text-generation",
		parametersBillions: 1,
		requestsPerSecondPerReplica: 1,
		traffic: (at: Instant) => (at < midnight ? maxReplica * 1.2 : 0.5 * minReplica),
		createdBy: "ann",
	});
	return {
		key: 4_711,
		zone: "UTC",
		start,
		faultsUntil: midnight,
		end,
		days: 1,
		factor: 0,
		fleet: [
			definition("a", 1, 4, []),
			definition("b", 2, 4, []),
			definition("c", 1, 3, ["critical"]),
			definition("gone", 1, 1, []),
		],
		settings: {
			historyMs: 30 * minuteMs,
			pullingSeconds: 0,
			downloadingSecondsPerBillion: 0,
			terminatingSeconds: 1,
		},
		dailyMicroUsd: 25_000_000,
		cleanDailyMicroUsd: 600_000_000,
		criticalAtShutdown: "floor",
		features: defaultFeatures,
		schedules: [],
		events: [],
	};
}

/** No new step for anybody until then. */
export function hold(expiresAt: Instant): Command {
	return {
		requestId: "hold-1",
		bodyHash: "1",
		principal: "key:default",
		role: "owner",
		kind: "hold",
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "a person wants it so",
		ttlSeconds: null,
		expiresAt,
		pastPeriod: true,
	};
}
