import type { Instant } from "../../domain/instant.ts";
import type { OverrideDetails, OverrideKind } from "../../domain/override.ts";
import type { OverrideRole, OverrideRules } from "../../domain/override-rules.ts";
import { defaultOverrideRules } from "../../domain/override-rules.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { Log } from "../../ports/log.ts";
import type { Json, Table } from "../../ports/table.ts";

export type OverrideDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

/** Who was proved to be who, and what this one may order. `role` null: nothing. */
export type Orderer = {
	/** `key:oncall`, `slack:T1/U1`, `local`. */
	readonly principal: string;
	readonly role: OverrideRole | null;
};

/** A command whose sender was proved. `requestId` is used once; `bodyHash` tells a replay from a reuse. */
export type OverrideCommand = Orderer & {
	readonly requestId: string;
	readonly bodyHash: string;
	readonly kind: OverrideKind;
	readonly namespace: string;
	readonly endpoint: string | null;
	readonly actor: string;
	readonly reason: string;
	/** One of the two; both absent: the default of the kind. */
	readonly ttlSeconds: number | null;
	readonly expiresAt: Instant | null;
	/** True: it may outlast the budget day. */
	readonly pastPeriod?: boolean;
	readonly details?: OverrideDetails;
};

export type OverrideAnswer = { readonly status: number; readonly body: Json };

export function refusal(status: number, error: string): OverrideAnswer {
	return { status, body: { error } };
}

export function rulesOf({ overrides }: Policy): OverrideRules {
	return overrides ?? defaultOverrideRules;
}
