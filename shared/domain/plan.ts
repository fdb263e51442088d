import type { Endpoint, Scaling } from "./endpoint.ts";
import type { HourLatch } from "./hour-latch.ts";
import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";
import type { ActionTier, Criticality, Scope, Tier, WindowName } from "./policy.ts";

/** Ways to save, in order of harm; `shared/core/plan/methods` has a file for each. */
export type Method = "cap" | "floor" | "sleep" | "divert" | "pause";

export type DecisionReason =
	| "within-budget"
	| "above-threshold"
	| "latched"
	| "new-period"
	| "correction"
	| "raised-budget"
	| "hour-over"
	| "stale-data"
	| "no-data";

/** The tier of a budget at an instant, with the numbers that were compared. */
export type Decision = {
	readonly at: Instant;
	readonly periodKey: string;
	readonly tier: Tier;
	readonly previousTier: Tier;
	readonly reason: DecisionReason;
	readonly ratio: number;
	readonly threshold: number | null;
	/** Since when the ratio has been below the exit line of the latched tier; null: it is not. */
	readonly belowSince: Instant | null;
	/** Since when hi has been above the shutdown line while lo is not. */
	readonly uncertainSince: Instant | null;
	/** Whose ratio and line these are. */
	readonly window: WindowName;
	/** How the trailing hour stands; null where the policy only lets it inform. */
	readonly hour: HourLatch | null;
};

export type UntouchedReason =
	| "protected"
	| "protected-by-override"
	| "held-by-override"
	| "critical"
	| "at-floor"
	| "already-stopped"
	| "not-expensive"
	| "superseded"
	| "cooldown"
	| "next-pass"
	| "not-needed"
	| "uncertain"
	| "rolls-replicas"
	| "unknown-state"
	| "already-done"
	| "waits-for-a-person"
	| "denied";

/** Why a step is taken before any line is crossed. */
export type EarlyCause = "preempt" | "envelope";

/** What the hard line needs: everything at its maximum, the line, and by how much caps cannot hold it. */
export type Envelope = {
	readonly lineMicroUsd: MicroUsd;
	readonly ceilingMicroUsd: MicroUsd;
	readonly shortMicroUsd: MicroUsd;
};

/** The group whose budget asks for a step, and how far over it is: of its day or of its hour. */
export type Demand = {
	readonly budget: string;
	/** Present where it is the trailing hour that asks; ratio and budget are then those of the hour. */
	readonly window?: "hour";
	readonly ratio: number;
	readonly budgetMicroUsd: MicroUsd;
};

/** One intended change of one endpoint. */
export type Step = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly method: Method;
	readonly tier: ActionTier;
	readonly criticality: Criticality;
	/** Set for `cap`: the scaling to write. */
	readonly minReplica: number | null;
	readonly maxReplica: number | null;
	readonly replicasBefore: number;
	readonly replicasAfter: number;
	readonly savesMicroUsdPerHour: MicroUsd;
	/** Until the period ends, at the present replicas: what counts, and what is certain of it. */
	readonly savesByPeriodEnd: { readonly lo: MicroUsd; readonly point: MicroUsd };
	/** What it costs the people who use it: compared, never shown as money. */
	readonly disruption: number;
	/** Absent where a tier asks for it. */
	readonly cause?: EarlyCause;
	/** Absent where the namespace's own budget asks for it. */
	readonly demand?: Demand;
	readonly before: Endpoint;
};

export type Untouched = { readonly endpoint: string; readonly reason: UntouchedReason };

/** Ways that were looked at and not taken, by the reason. */
export type RejectedReason = "harder-needed" | "not-needed" | "no-cheaper-route";
export type Rejected = {
	readonly method: Method;
	readonly reason: RejectedReason;
	readonly endpoints: readonly string[];
};

/** What a scope comes to. `neededMicroUsd`: what has to be saved to stay under the next line; null: none. */
export type ScopeTotals = {
	readonly scope: Scope;
	readonly endpoints: readonly string[];
	readonly savesMicroUsdPerHour: MicroUsd;
	readonly savesByPeriodEnd: { readonly lo: MicroUsd; readonly point: MicroUsd };
	readonly disruption: number;
	readonly neededMicroUsd: MicroUsd | null;
};

export type Plan = {
	readonly tier: Tier;
	readonly steps: readonly Step[];
	/** Wanted, but over the limits of this pass. */
	readonly postponed: readonly Step[];
	readonly untouched: readonly Untouched[];
	/** Said of the tier as a whole, e.g. that no cheaper route is set up. */
	readonly remarks: readonly string[];
	readonly rejected: readonly Rejected[];
	/** Of the scope that the policy names for this tier, and of the other one; null within the budget. */
	readonly chosen: ScopeTotals | null;
	readonly other: ScopeTotals | null;
	/** null unless the policy asks for an envelope. */
	readonly envelope: Envelope | null;
	/** What the budgets of groups ask for, each of its own endpoints; absent: there is none above a line. */
	readonly groups?: readonly GroupPlan[];
};

/** The plan of one group by itself; where another budget asks for more, that is what is done. */
export type GroupPlan = Demand & {
	readonly tier: Tier;
	readonly thresholdMicroUsd: MicroUsd | null;
	readonly spentMicroUsd: MicroUsd;
	readonly periodEnd: Instant;
	readonly zone: string;
	readonly untouched: readonly Untouched[];
	readonly remarks: readonly string[];
	readonly chosen: ScopeTotals | null;
	readonly other: ScopeTotals | null;
	readonly envelope: Envelope | null;
};

/** What an endpoint was before the guard's first action; written once, never overwritten. */
export type RestoreRecord = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly generation: number;
	readonly takenAt: Instant;
	readonly state: string;
	readonly scaling: Scaling;
	readonly instance: string;
	readonly updatedBy: string | null;
	readonly replicas: number;
	readonly priceMicroUsdPerHour: MicroUsd;
};

/**
 * What happened to a step: `applied` = re-read and true; `unconfirmed` = sent, not yet seen;
 * `recorded` = shadow mode wrote nothing; `withheld` = observe mode; `rejected` = refused or dropped, with why.
 */
export type OutcomeKind = "applied" | "unconfirmed" | "recorded" | "withheld" | "rejected";
export type Outcome = { readonly kind: OutcomeKind; readonly detail: string | null };
