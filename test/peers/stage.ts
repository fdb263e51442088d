import { guardStore } from "../../shared/app/store/guard-store.ts";
import { keysOf } from "../../shared/app/store/keys.ts";
import { asJson } from "../../shared/app/store/record.ts";
import type { Control } from "../../shared/domain/control.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Override } from "../../shared/domain/override.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { EndpointDefinition } from "../../shared/simulator/endpoint.ts";
import { hardware } from "../../shared/simulator/scenarios/fleet.ts";
import type { AccountSettings } from "../../shared/simulator/settings.ts";
import { type GuardedAccount, guardedAccount } from "../bench/acting/guarded-account.ts";
import { overrideOf, policyOf } from "../core/fixture.ts";

/** A local midnight in UTC: the stage's day has begun at this instant. */
export const midnight = Date.UTC(2026, 4, 12);

/** Endpoints at $2.50 a replica-hour that want all they may have, on a day that begins at `midnight`. */
export type Stage = GuardedAccount & {
	/** A pass of meter and guard at each full minute. */
	readonly minutes: (count: number, policy?: Policy) => Promise<void>;
	readonly until: (at: Instant, policy?: Policy) => Promise<void>;
	readonly control: () => Promise<Control>;
	/** Kinds of the guard's own changes of an endpoint, in order. */
	readonly changes: (endpoint?: string) => string[];
	readonly configuration: (endpoint: string) => string;
	/** Identities of all notices that were caused so far. */
	readonly notices: () => Promise<readonly string[]>;
	readonly order: (parts: Partial<Override>) => Promise<void>;
	readonly policy: Policy;
};

export type StageOptions = {
	readonly endpoints?: readonly EndpointDefinition[];
	readonly dailyUsd?: number;
	readonly policy?: Policy;
	readonly settings?: Partial<AccountSettings>;
	readonly before?: (call: string) => void;
	readonly start?: Instant;
	readonly log?: Log;
};

export function one(
	name: string,
	parts: Partial<EndpointDefinition["scaling"]> & Partial<EndpointDefinition> = {},
): EndpointDefinition {
	const { minReplica = 1, maxReplica = 4, scaleToZeroTimeout = null, ...rest } = parts;
	return {
		name,
		tags: [],
		hardware: hardware("aws us-east-1 nvidia-a100 x1"),
		scaling: { minReplica, maxReplica, scaleToZeroTimeout, measure: { hardwareUsage: null } },
		repository: "example/model",
		task: "text-generation",
		parametersBillions: 1,
		requestsPerSecondPerReplica: 1,
		traffic: () => maxReplica * 1.2,
		createdBy: "ann",
		...rest,
	};
}

export function stage(options: StageOptions = {}): Stage {
	const { endpoints = [one("chat")], dailyUsd = 10, settings = {} } = options;
	const policy = options.policy ?? stagePolicy(dailyUsd);
	const guarded = guardedAccount({
		scenario: {
			name: "stage",
			description: "a stage for one failure of others",
			namespace: "acme",
			zone: "UTC",
			start: options.start ?? midnight,
			dailyBudgetMicroUsd: policy.budget.dailyMicroUsd,
			endpoints,
			timeline: [],
		},
		policy,
		seed: 1,
		settings: { historyMs: 2 * hourMs, pullingSeconds: 0, terminatingSeconds: 1, ...settings },
		...(options.log === undefined ? {} : { log: options.log }),
		...(options.before === undefined ? {} : { before: options.before }),
	});
	const store = guardStore(guarded.table, "acme");
	const control = async () => {
		const { value } = await store.readControl();
		if (value === null) throw new Error("no pass of the guard has stored anything");
		return value;
	};
	const until = async (at: Instant, own = policy) => {
		for (let next = nextMinute(guarded.now()); next <= at; next += minuteMs) {
			guarded.waitUntil(next);
			await guarded.meter(own);
			await guarded.guard(own);
		}
	};
	return {
		...guarded,
		policy,
		control,
		until,
		minutes: (count, own) => until(guarded.now() + count * minuteMs, own),
		changes: (endpoint) => changesOf(guarded, endpoint),
		configuration: (name) => {
			const found = guarded.account.find(name);
			if (found === null) return "gone";
			const { minReplica, maxReplica } = found.scaling;
			return `${found.state === "paused" ? "paused " : ""}${minReplica}..${maxReplica}`;
		},
		notices: async () => (await control()).told,
		order: async (parts) => {
			const grantedAt = guarded.now();
			const override = overrideOf({ grantedAt, expiresAt: grantedAt + 2 * hourMs, ...parts });
			const key = keysOf("acme").override(override.id);
			await guarded.table.put({ ...key, body: asJson(override) }, 0);
		},
	};
}

/** With the usual $10, trim begins at $12 and shutdown at $20; a replica costs $2.50 an hour. */
export function stagePolicy(dailyUsd: number, parts: Partial<Policy> = {}): Policy {
	return policyOf({ ...parts }, { dailyMicroUsd: dailyUsd * 1_000_000 });
}

function nextMinute(at: Instant): Instant {
	return (Math.floor(at / minuteMs) + 1) * minuteMs;
}

function changesOf({ account }: GuardedAccount, endpoint?: string): string[] {
	const own = new Set(["updated", "paused", "resumed", "scaledToZero"]);
	return account.truth
		.journal()
		.filter(({ actorKind, kind }) => actorKind === "guard" && own.has(kind))
		.filter((entry) => endpoint === undefined || entry.endpoint === endpoint)
		.map(({ kind }) => kind);
}
