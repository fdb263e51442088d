import { defaultAccounting } from "../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../shared/config/alerts-schema.ts";
import type { Control, Held } from "../../shared/domain/control.ts";
import { type Endpoint, hardwareKey, type Scaling } from "../../shared/domain/endpoint.ts";
import { hourMs, minuteMs, secondMs } from "../../shared/domain/instant.ts";
import type { Cursor, Posture } from "../../shared/domain/ledger.ts";
import { type Bounds, type MicroUsd, microUsdOf } from "../../shared/domain/money.ts";
import type { Override } from "../../shared/domain/override.ts";
import type { RestoreRecord } from "../../shared/domain/plan.ts";
import type { Budget, Limits, Policy } from "../../shared/domain/policy.ts";
import type { Price } from "../../shared/domain/price.ts";
import type { Period, Reading } from "../../shared/domain/reading.ts";

/** 2026-03-02T00:00Z, a Monday: midnight in UTC, so hours and days of these tests begin on it. */
export const midnight = Date.UTC(2026, 2, 2);
export const dayMs = 24 * hourMs;
export const day: Period = {
	key: "2026-03-02",
	zone: "UTC",
	from: midnight,
	to: midnight + dayMs,
};

/** `14:30` or `14:30:15` of the day of these tests. */
export function at(clock: string): number {
	const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
	return midnight + hours * hourMs + minutes * minuteMs + seconds * secondMs;
}

export function knownPrice(usdPerHour: number): Price {
	const micro = microUsdOf(usdPerHour);
	return { lo: micro, point: micro, hi: micro, known: true };
}

export function exactly(usd: number): Bounds {
	const micro = microUsdOf(usd);
	return { lo: micro, point: micro, hi: micro };
}

type EndpointParts = Partial<Omit<Endpoint, "scaling">> & Partial<Scaling>;

/** A running endpoint of two replicas, min 1 max 4, unless the parts say otherwise. */
export function endpointOf(parts: EndpointParts = {}): Endpoint {
	const { minReplica = 1, maxReplica = 4, scaleToZeroTimeoutMinutes, measure, ...rest } = parts;
	return {
		name: "chat",
		createdAt: midnight - 10 * dayMs,
		updatedAt: midnight - 2 * hourMs,
		updatedBy: "ada",
		state: "running",
		tags: [],
		model: "org/model",
		url: "https://chat.example",
		hardware: {
			vendor: "aws",
			region: "us-east-1",
			accelerator: "gpu",
			instanceType: "nvidia-a10g",
			instanceSize: "x1",
		},
		readyReplica: 2,
		targetReplica: 2,
		lastUsedAt: midnight,
		scaling: {
			minReplica,
			maxReplica,
			...(scaleToZeroTimeoutMinutes === undefined ? {} : { scaleToZeroTimeoutMinutes }),
			...(measure === undefined ? {} : { measure }),
		},
		...rest,
	};
}

/** Two certain replicas since midnight, at $1/h. */
export function postureOf(parts: Partial<Posture> = {}): Posture {
	const observed = parts.observed ?? endpointOf();
	return {
		endpoint: observed.name,
		createdAt: observed.createdAt,
		since: midnight,
		truthUntil: midnight,
		replicasLo: 2,
		replicasPoint: 2,
		replicasHi: 2,
		price: knownPrice(1),
		observed,
		...parts,
	};
}

export function cursorOf(parts: Partial<Cursor> = {}): Cursor {
	return {
		observedUntil: midnight,
		fingerprint: "f",
		lastPassAt: midnight,
		failedPasses: 0,
		lastError: null,
		periodKey: day.key,
		dropsInARow: 0,
		endpointCount: 1,
		unfinished: false,
		owed: 0,
		...parts,
	};
}

/** The defaults of the policy file. */
export const limits: Limits = {
	endpointsPerPassRatio: 0.25,
	replicasPerPassRatio: 0.5,
	staleAfterMs: 180 * secondMs,
	cooldownMs: 30 * minuteMs,
	personHoldMs: 60 * minuteMs,
	restoreDelayMs: 15 * minuteMs,
	callsPerFiveMinutes: 600,
	restoreRecordMaxAgeMs: 7 * dayMs,
	restoreRetryMs: [5, 10, 20, 40].map((minutes) => minutes * minuteMs),
	verifyPasses: 2,
	settleMs: 5 * minuteMs,
	capsMayRoll: false,
	uncertainPageAfterMs: 15 * minuteMs,
	intentGraceMs: 120 * secondMs,
	correctionExitRatio: 0.95,
	correctionExitMs: 30 * minuteMs,
	hourExitRatio: 0.8,
	hourExitMs: 30 * minuteMs,
	hourTimesMost: 2,
	preemptRatio: 1.05,
	preemptExitRatio: 0.95,
};

/** $100 a day, enforced at 120, 150, 200 and 300 %. */
export function policyOf(parts: Partial<Policy> = {}, budget: Partial<Budget> = {}): Policy {
	return {
		budget: {
			name: "daily",
			zone: "UTC",
			dailyMicroUsd: microUsdOf(100),
			mode: "enforce",
			enforce: ["day"],
			thresholds: { trim: 1.2, divert: 1.5, shutdown: 2, ceiling: 3 },
			preempt: false,
			envelope: false,
			scope: { trim: "all", divert: "all", shutdown: "all" },
			criticalAtShutdown: "floor",
			askTimeout: { afterMs: 900_000, expendable: "act", standard: "wait", critical: "wait" },
			expensivePerHourMicroUsd: microUsdOf(0.5),
			...budget,
		},
		limits,
		defaults: { criticality: "standard" },
		groups: [],
		rules: [],
		schedules: [],
		hash: "0123456789abcdef",
		accounting: defaultAccounting,
		alerts: defaultAlerts,
		...parts,
	};
}

type ReadingParts = Partial<Omit<Reading, "ratio">> & {
	readonly ratio?: Partial<Reading["ratio"]> | number;
};

/** Noon of the day; `ratio` as one number sets all three. */
export function readingOf({ ratio = 0.5, ...parts }: ReadingParts = {}): Reading {
	const budgetMicroUsd = parts.budgetMicroUsd ?? microUsdOf(100);
	const ratios =
		typeof ratio === "number"
			? { lo: ratio, point: ratio, hi: ratio }
			: { lo: 0.5, point: 0.5, hi: 0.5, ...ratio };
	const money = (share: number): MicroUsd => Math.round(share * budgetMicroUsd);
	return {
		budget: "daily",
		at: at("12:00"),
		period: day,
		spent: { lo: money(ratios.lo), point: money(ratios.point), hi: money(ratios.hi) },
		trailingHour: exactly(4),
		ratePerHour: exactly(4),
		budgetMicroUsd,
		ratio: ratios,
		hourRatio: 1,
		hourRatios: { lo: 1, point: 1, hi: 1 },
		burnRates: [],
		p10MicroUsd: microUsdOf(70),
		p90MicroUsd: microUsdOf(110),
		unforecastable: false,
		verdict: "possible",
		floorMicroUsd: microUsdOf(60),
		likelyMicroUsd: microUsdOf(90),
		ceilingMicroUsd: microUsdOf(120),
		observedUntil: at("12:00"),
		stale: false,
		...parts,
	};
}

export function controlOf(parts: Partial<Control> = {}): Control {
	return {
		periodKey: day.key,
		tier: "ok",
		tierSince: midnight,
		generation: 0,
		belowSince: null,
		uncertainSince: null,
		held: [],
		outbox: [],
		history: [],
		told: [],
		putBack: [],
		scalingPut: { kind: "unknown" },
		ceilings: [],
		...parts,
	};
}

/** `chat`, capped to 1 at 11:00 and seen so. */
export function heldOf(parts: Partial<Held> = {}): Held {
	return {
		endpoint: "chat",
		createdAt: midnight - 10 * dayMs,
		generation: 1,
		periodKey: day.key,
		tier: "trim",
		criticality: "standard",
		method: "cap",
		status: "applied",
		statusSince: at("11:00"),
		heldSince: at("11:00"),
		written: {
			paused: false,
			minReplica: 1,
			maxReplica: 1,
			at: at("11:00"),
			updatedAt: at("11:00:01"),
		},
		replicasBefore: 2,
		savesMicroUsdPerHour: microUsdOf(1),
		passesWithoutEffect: 0,
		isSent: true,
		rung: 0,
		isAgain: false,
		attempts: 0,
		nextAttemptAt: at("11:00"),
		lastError: null,
		...parts,
	};
}

/** What the guard wrote to pause an endpoint of min 1 max 4. */
export const pausedWrite: Held["written"] = {
	paused: true,
	minReplica: 1,
	maxReplica: 4,
	at: at("11:00"),
	updatedAt: at("11:00:01"),
};

export function recordOf(parts: Partial<RestoreRecord> = {}): RestoreRecord {
	const { scaling, hardware } = endpointOf();
	return {
		endpoint: "chat",
		createdAt: midnight - 10 * dayMs,
		generation: 1,
		takenAt: at("11:00"),
		state: "running",
		scaling,
		instance: hardwareKey(hardware),
		updatedBy: "ada",
		replicas: 2,
		priceMicroUsdPerHour: microUsdOf(1),
		...parts,
	};
}

/** In force from 11:00 to 14:00, for the whole namespace. */
export function overrideOf(parts: Partial<Override> = {}): Override {
	return {
		id: "o-1",
		kind: "hold",
		namespace: "acme",
		endpoint: null,
		actor: "ada",
		reason: "a demonstration",
		grantedAt: at("11:00"),
		expiresAt: at("14:00"),
		...parts,
	};
}
