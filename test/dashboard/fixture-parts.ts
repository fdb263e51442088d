import { defaultAccounting } from "../../shared/config/accounting-schema.ts";
import { defaultAlerts } from "../../shared/config/alerts-schema.ts";
import type { Control, Held } from "../../shared/domain/control.ts";
import type { Endpoint } from "../../shared/domain/endpoint.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { SpendPoint } from "../../shared/domain/ledger.ts";
import { type Bounds, microUsdOf } from "../../shared/domain/money.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Method, Plan, RestoreRecord, Step, Untouched } from "../../shared/domain/plan.ts";
import type { Criticality, Policy } from "../../shared/domain/policy.ts";
import type { EndpointView } from "../../shared/domain/read-model.ts";

/** The day of the examples: Thursday 19 November 2026 in Berlin, one hour ahead of UTC. */
export const dayStart: Instant = Date.UTC(2026, 10, 18, 23);
export const dayEnd: Instant = dayStart + 24 * hourMs;

/** An instant of that day by its Berlin clock. */
export function at(time: string): Instant {
	const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
	return dayStart + hours * hourMs + minutes * minuteMs + seconds * 1_000;
}

export const policy: Policy = {
	budget: {
		name: "acme",
		zone: "Europe/Berlin",
		dailyMicroUsd: microUsdOf(600),
		mode: "enforce",
		enforce: ["day"],
		thresholds: { trim: 1.2, divert: 1.5, shutdown: 2, ceiling: 3 },
		preempt: false,
		envelope: false,
		scope: { trim: "all", divert: "all", shutdown: "all" },
		criticalAtShutdown: "floor",
		askTimeout: { afterMs: 900_000, expendable: "act", standard: "wait", critical: "wait" },
		expensivePerHourMicroUsd: microUsdOf(0.5),
	},
	limits: {
		endpointsPerPassRatio: 0.25,
		replicasPerPassRatio: 0.5,
		staleAfterMs: 10 * minuteMs,
		cooldownMs: 30 * minuteMs,
		personHoldMs: 60 * minuteMs,
		restoreDelayMs: 15 * minuteMs,
		callsPerFiveMinutes: 600,
		restoreRecordMaxAgeMs: 7 * 24 * hourMs,
		restoreRetryMs: [5, 10, 20, 40].map((minutes) => minutes * minuteMs),
		verifyPasses: 2,
		settleMs: 300_000,
		capsMayRoll: false,
		uncertainPageAfterMs: 15 * minuteMs,
		intentGraceMs: 15 * minuteMs,
		correctionExitRatio: 0.95,
		correctionExitMs: 30 * minuteMs,
		hourExitRatio: 0.8,
		hourExitMs: 30 * minuteMs,
		hourTimesMost: 2,
		preemptRatio: 1.05,
		preemptExitRatio: 0.95,
	},
	defaults: { criticality: "standard" },
	groups: [],
	schedules: [],
	rules: [],
	hash: "7f3a41d0c5b2e9968d1f0a7b3c4e5d6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d",
	accounting: defaultAccounting,
	alerts: defaultAlerts,
};

type Member = {
	readonly name: string;
	readonly criticality: Criticality;
	readonly hardware: string;
	readonly region: string;
	readonly price: number;
	readonly min: number;
	readonly max: number;
	readonly ready: number;
	readonly today: number;
	readonly protected?: boolean;
	readonly state?: string;
};

const members: readonly Member[] = [
	member("llama-70b-chat critical nvidia-h200/x2 us-east-1 10 1 6 4 598.83"),
	member("qwen-32b-batch standard nvidia-a100/x2 us-east-1 5 1 4 1 175.25"),
	member("mixtral-exp-2 expendable nvidia-a100/x1 us-east4 3.6 1 1 1 62.04"),
	member("flux-image standard nvidia-l40s/x1 us-east-1 1.8 1 3 1 51.2"),
	member("llama-8b-chat critical nvidia-l4/x1 us-east-1 0.8 2 6 4 42.35"),
	member("whisper-batch expendable nvidia-a10g/x1 us-east-1 1 0 4 1 26.1"),
	{ ...member("bge-embed standard nvidia-t4/x1 eu-west-1 0.5 1 2 1 11.72"), protected: true },
	member("sentiment expendable nvidia-t4/x1 us-east-1 0.5 1 1 1 10.62"),
];

function member(line: string): Member {
	const [name = "", criticality = "", hardware = "", region = "", ...numbers] = line.split(" ");
	const [price = 0, min = 0, max = 0, ready = 0, today = 0] = numbers.map(Number);
	const known = criticality as Criticality;
	return { name, criticality: known, hardware, region, price, min, max, ready, today };
}

export function exactly(usd: number): Bounds {
	return { lo: microUsdOf(usd), point: microUsdOf(usd), hi: microUsdOf(usd) };
}

export function endpointNamed(name: string, change: Partial<Member> = {}): Endpoint {
	const found = members.find((each) => each.name === name);
	const { hardware, region, min, max, ready, state } = { ...(found ?? members[0]), ...change };
	const [instanceType = "", instanceSize = ""] = (hardware ?? "").split("/");
	return {
		name,
		createdAt: dayStart - 30 * 24 * hourMs,
		updatedAt: dayStart,
		updatedBy: "ann",
		state: state ?? "running",
		tags: [],
		model: `acme/${name}`,
		url: `https://${name}.endpoints.huggingface.cloud`,
		hardware: {
			vendor: region === "us-east4" ? "gcp" : "aws",
			region: region ?? "",
			accelerator: "gpu",
			instanceType,
			instanceSize,
		},
		scaling: { minReplica: min ?? 0, maxReplica: max ?? 0, scaleToZeroTimeoutMinutes: null },
		readyReplica: ready ?? 0,
		targetReplica: ready ?? 0,
		lastUsedAt: null,
	};
}

/** The fleet of the examples; `changes` by name; `share` scales what each spent today. */
export function fleet(
	changes: Readonly<Record<string, Partial<Member>>> = {},
	share = 1,
): readonly EndpointView[] {
	return members.map((each) => {
		const changed = { ...each, ...changes[each.name] };
		return {
			endpoint: endpointNamed(each.name, changed),
			criticality: changed.criticality,
			protected: changed.protected ?? false,
			spentToday: exactly(Math.round(changed.today * share * 100) / 100),
			pricePerHour: microUsdOf(changed.price),
			ratePerHour: microUsdOf(changed.price * changed.ready),
		};
	});
}

export function held(endpoint: string, method: Method, change: Partial<Held> = {}): Held {
	return {
		endpoint,
		createdAt: dayStart - 30 * 24 * hourMs,
		generation: 3,
		periodKey: "2026-11-19",
		tier: "trim",
		criticality: "standard",
		method,
		status: "applied",
		statusSince: at("13:36"),
		heldSince: at("13:34"),
		written: {
			paused: method === "pause",
			minReplica: 1,
			maxReplica: 1,
			at: at("13:34"),
			updatedAt: at("13:34"),
		},
		replicasBefore: 4,
		savesMicroUsdPerHour: microUsdOf(15),
		passesWithoutEffect: 0,
		isSent: true,
		rung: 0,
		isAgain: false,
		attempts: 1,
		nextAttemptAt: at("13:34"),
		lastError: null,
		...change,
	};
}

export function recordOf(endpoint: string): RestoreRecord {
	const { scaling, createdAt } = endpointNamed(endpoint);
	return {
		endpoint,
		createdAt,
		generation: 3,
		takenAt: at("13:34"),
		state: "running",
		scaling,
		instance: "a100/x2",
		updatedBy: "ann",
		replicas: scaling.maxReplica,
		priceMicroUsdPerHour: microUsdOf(5),
	};
}

export function step(endpoint: string, method: Method, saves: number): Step {
	const before = endpointNamed(endpoint);
	return {
		endpoint,
		createdAt: before.createdAt,
		method,
		tier: "shutdown",
		criticality: "standard",
		minReplica: method === "cap" ? 1 : null,
		maxReplica: method === "cap" ? 1 : null,
		replicasBefore: before.readyReplica,
		replicasAfter: method === "cap" ? 1 : 0,
		savesMicroUsdPerHour: microUsdOf(saves),
		savesByPeriodEnd: { lo: microUsdOf(saves * 4), point: microUsdOf(saves * 5) },
		disruption: 100,
		before,
	};
}

export const untouched: readonly Untouched[] = [{ endpoint: "bge-embed", reason: "protected" }];

/** Parts of a plan that most of these tests do not look at. */
export const unweighed = { rejected: [], chosen: null, other: null, envelope: null } as const;

/** A plan that changes nothing. */
export const noSteps = { steps: [], postponed: [], ...unweighed } as const;

/** What the shutdown line would do. */
export const shutdownPlan: Plan = {
	tier: "shutdown",
	steps: [
		step("llama-70b-chat", "cap", 30),
		step("llama-8b-chat", "cap", 2.4),
		step("qwen-32b-batch", "pause", 5),
		step("mixtral-exp-2", "pause", 3.6),
	],
	postponed: [
		step("flux-image", "pause", 1.8),
		step("whisper-batch", "pause", 1),
		step("sentiment", "pause", 0.5),
	],
	untouched,
	remarks: [],
	...unweighed,
};

export const quietControl: Control = {
	periodKey: "2026-11-19",
	tier: "ok",
	tierSince: dayStart,
	generation: 2,
	told: [],
	putBack: [],
	scalingPut: { kind: "unknown" },
	ceilings: [],
	belowSince: null,
	uncertainSince: null,
	held: [],
	outbox: [],
	history: [{ at: dayStart, tier: "ok", ratio: 0, reason: "new-period" }],
};

/** Spend through the day as pairs of Berlin time and dollars. */
export function curveThrough(pairs: readonly (readonly [string, number])[]): readonly SpendPoint[] {
	return pairs.map(([time, usd]) => ({ at: at(time), spent: exactly(usd) }));
}

export function notice(id: string, readyAt: Instant): Notice {
	const message = {
		title: id,
		subject: id,
		severity: "warn" as const,
		sections: [],
		footer: "",
		attributes: {},
	};
	return { id, kind: "tier", createdAt: readyAt, readyAt, message };
}
