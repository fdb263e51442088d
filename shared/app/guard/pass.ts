import type { BudgetDecision } from "../../core/decide/decide-budgets.ts";
import type { JudgedBudget } from "../../core/notify/open-pages.ts";
import type { Control } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Cursor, Posture, Summary } from "../../domain/ledger.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Override } from "../../domain/override.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import type { Reading } from "../../domain/reading.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { FleetReader } from "../../ports/fleet-reader.ts";
import type { FleetWriter } from "../../ports/fleet-writer.ts";
import type { Log } from "../../ports/log.ts";
import type { Table } from "../../ports/table.ts";
import type { GuardStore } from "../store/guard-store.ts";
import type { Stored } from "../store/record.ts";

export type GuardDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly fleet: FleetReader;
	readonly writer: FleetWriter;
	readonly table: Table;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

/** What a quiet minute reads. */
export type QuickLook = {
	readonly deps: GuardDeps;
	readonly store: GuardStore;
	readonly now: Instant;
	/** Of the namespace's own budget. */
	readonly reading: Reading;
	/** Budgets of groups, each judged by itself, in the order of the policy. */
	readonly groups: readonly BudgetDecision[];
	readonly cursor: Cursor;
	/** null before the first good list. */
	readonly summary: Summary | null;
	readonly control: Stored<Control>;
	/** All that are stored, the ended ones included; `overrides` are those in force. */
	readonly orders: readonly Override[];
	readonly overrides: readonly Override[];
	/** The bill shows that metering counts too much: no trim begins. */
	readonly isPointSuspended: boolean;
};

/** What a pass that may act knows. */
export type GuardPass = QuickLook & {
	readonly before: Control;
	readonly postures: readonly Posture[];
	readonly endpoints: readonly Endpoint[];
	readonly records: readonly RestoreRecord[];
	/** What is usually spent in the rest of such a day (p90), by budget; absent: no day to learn from. */
	readonly usualRests: ReadonlyMap<string, MicroUsd>;
	readonly priceOf: (endpoint: Endpoint) => Price;
	/** No call to the account begins after this instant; the next pass goes on. */
	readonly deadline: Instant;
};

/** Groups as they were judged, by name. */
export function judgedGroups({ groups }: QuickLook): readonly JudgedBudget[] {
	return groups.map(({ budget, decision }) => ({ budget: budget.name, decision }));
}

export function emptyControl(periodKey: string, now: Instant): Control {
	return {
		periodKey,
		tier: "ok",
		tierSince: now,
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
	};
}
