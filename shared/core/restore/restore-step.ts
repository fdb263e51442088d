import type { Held } from "../../domain/control.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Method, RestoreRecord } from "../../domain/plan.ts";
import type { ActionTier } from "../../domain/policy.ts";

/** `softer-tier`: the tier that asked for it is over, and a softer one stands. */
export type RestoreReason = "new-period" | "restore-now" | "correction" | "softer-tier";

/** What a softer tier that stands asks of an endpoint: it runs again, with no more than that. */
export type Eased = {
	readonly tier: ActionTier;
	/** The group whose budget stands at it, null: that of the namespace; and the period of that budget. */
	readonly group: string | null;
	readonly periodKey: string;
	readonly method: Method;
	readonly minReplica: number;
	readonly maxReplica: number;
};

/** One endpoint that may come back, and why it may; `eased`: only so far, and it stays held. */
export type RestoreStep = {
	readonly held: Held;
	readonly record: RestoreRecord;
	readonly reason: RestoreReason;
	readonly eased?: Eased;
};

/** The group whose new budget cannot carry an endpoint, with its own numbers of today. */
export type OverGroup = {
	readonly group: string;
	readonly spentMicroUsd: MicroUsd;
	readonly budgetMicroUsd: MicroUsd;
};
