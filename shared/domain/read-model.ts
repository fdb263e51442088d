import type { AlertsShown } from "./alerts-shown.ts";
import type { Control } from "./control.ts";
import type { Costs } from "./costs.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Instant } from "./instant.ts";
import type { SpendPoint } from "./ledger.ts";
import type { Bounds, MicroUsd } from "./money.ts";
import type { Override } from "./override.ts";
import type { Method, Plan, RestoreRecord } from "./plan.ts";
import type { ActionTier, Criticality, Mode, Policy } from "./policy.ts";
import type { Reading } from "./reading.ts";
import type { Savings } from "./saving.ts";
import type { Spending } from "./spending.ts";

export type EndpointView = {
	readonly endpoint: Endpoint;
	readonly criticality: Criticality;
	readonly protected: boolean;
	readonly spentToday: Bounds;
	readonly pricePerHour: MicroUsd | null;
	readonly ratePerHour: MicroUsd;
};

/** A notice that was sent, per channel. */
export type SentNotice = {
	readonly id: string;
	readonly channel: string;
	readonly sentAt: Instant;
	readonly title: string;
	readonly severity: string;
};

/** An endpoint that is held, and in words why it is not put back now. */
export type HeldWait = { readonly endpoint: string; readonly words: string };

/** What the next line that asks more of a held endpoint does to it. */
export type HeldNext = {
	readonly endpoint: string;
	/** The group whose line it is; absent: that of the namespace's budget. */
	readonly group?: string;
	readonly tier: ActionTier;
	/** The line, as a share of that budget. */
	readonly ratio: number;
	readonly method: Method;
	/** null where the step sets no scaling. */
	readonly maxReplica: number | null;
	/** false where the scope leaves it out if less is enough. */
	readonly isSure: boolean;
};

/** What guard would do at the next line of a group, of its endpoints alone. */
export type GroupNext = { readonly group: string; readonly plan: Plan };

/** Everything the page, `/api/state` and `guardrail plan` show. Built from the store alone. */
export type ReadModel = {
	readonly namespace: string;
	readonly now: Instant;
	readonly simulated: boolean;
	readonly mode: Mode;
	readonly policy: Policy;
	/** null before the first good pass. */
	readonly reading: Reading | null;
	readonly lastPassAt: Instant | null;
	readonly lastError: string | null;
	readonly control: Control;
	readonly restoreRecords: readonly RestoreRecord[];
	/** Why what is held is not put back yet; absent: not known. */
	readonly waits?: readonly HeldWait[];
	/** What harder lines would do to what is held now; absent: not known. */
	readonly heldNext?: readonly HeldNext[];
	readonly endpoints: readonly EndpointView[];
	/** What guard would do now at its present tier, and at the next tier above. */
	readonly planNow: Plan | null;
	readonly planNext: Plan | null;
	/** Of each group at its own next line, where it has one; absent: not known. */
	readonly planNextGroups?: readonly GroupNext[];
	/** Spend of the running day, ascending, first point at the period's start. */
	readonly curve: readonly SpendPoint[];
	readonly overrides: readonly Override[];
	readonly sent: readonly SentNotice[];
	readonly costs: Costs;
	readonly spending: Spending;
	readonly savings: Savings;
	readonly alerts: AlertsShown;
};
