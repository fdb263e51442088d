import type { Accounting } from "./accounting.ts";
import type { AlertSettings } from "./alert-settings.ts";
import type { EndpointMatch } from "./endpoint-match.ts";
import type { MicroUsd } from "./money.ts";
import type { OverrideRules } from "./override-rules.ts";
import type { Schedule } from "./schedule.ts";

export type Criticality = "critical" | "standard" | "expendable";
export type Mode = "observe" | "shadow" | "ask" | "enforce";

/** The writer of these modes changes the account: what is planned comes true, at once or with a word. */
export function writesIn(mode: Mode): boolean {
	return mode === "enforce" || mode === "ask";
}

export type WindowName = "day" | "hour";
/** `all`: whatever a tier names. `sufficient`: the least disruptive part that keeps the day under the next line. */
export type Scope = "all" | "sufficient";

/** Escalation steps of a budget, least to most harm. `ceiling` stands above every override. */
export type ActionTier = "trim" | "divert" | "shutdown" | "ceiling";
export type Tier = "ok" | ActionTier;

export const tierOrder: readonly Tier[] = ["ok", "trim", "divert", "shutdown", "ceiling"];

/** What the policy says of one endpoint, after its rules were applied. */
export type EndpointPolicy = {
	readonly criticality: Criticality;
	readonly protected: boolean;
	/** Replicas that stay when the endpoint is trimmed; null = its configured minimum, at least 1. */
	readonly floorReplicas: number | null;
	readonly expectedMaxReplicas: number | null;
};

/** A rule of `guardrail.yml`: matches by exact name, `*` pattern, or tag; later rules win. */
export type EndpointRule = {
	readonly name?: string | undefined;
	readonly tag?: string | undefined;
	readonly criticality?: Criticality | undefined;
	readonly protected?: boolean | undefined;
	readonly floorReplicas?: number | undefined;
	readonly expectedMaxReplicas?: number | undefined;
};

/** After `afterMs` without a word a step of this criticality is taken (`act`), or waits on. */
export type AskTimeout = Readonly<Record<Criticality, "act" | "wait">> & {
	readonly afterMs: number;
};

export type Budget = {
	readonly name: string;
	readonly zone: string;
	readonly dailyMicroUsd: MicroUsd;
	readonly mode: Mode;
	/** Windows whose tiers act; the others inform. */
	readonly enforce: readonly WindowName[];
	/** Spent ratio above which a tier begins (strictly above). */
	readonly thresholds: Readonly<Record<ActionTier, number>>;
	/** Caps on what is not critical as soon as the day is foreseen to end over its budget. */
	readonly preempt: boolean;
	/** Caps under which everything at its maximum ends the day at or under the shutdown line. */
	readonly envelope: boolean;
	/** How much of what a tier names is done; the ceiling has no line above it, so it is done in full. */
	readonly scope: Readonly<Record<Exclude<ActionTier, "ceiling">, Scope>>;
	readonly criticalAtShutdown: "floor" | "ask" | "pause";
	/** Mode `ask`: what becomes of a step that nobody answered. */
	readonly askTimeout: AskTimeout;
	/** At `shutdown` an endpoint is expensive from this rate on. */
	readonly expensivePerHourMicroUsd: MicroUsd;
};

/** A budget of its own for some endpoints of the namespace, in a time zone of its own. */
export type GroupBudget = Budget & {
	/** An endpoint is a member that any of these matches. */
	readonly members: readonly EndpointMatch[];
	/** Above its own ceiling everything in it is paused; without one only the namespace's ceiling does that. */
	readonly hasCeiling?: boolean | undefined;
};

/** Limits of a pass and times of acting and restoring; defaults and sources in `shared/config`. */
export type Limits = {
	readonly endpointsPerPassRatio: number;
	readonly replicasPerPassRatio: number;
	/** Spend older than this is stale: nothing destructive is decided on it. */
	readonly staleAfterMs: number;
	readonly cooldownMs: number;
	readonly personHoldMs: number;
	readonly restoreDelayMs: number;
	/** Calls to Hugging Face in any five minutes, those of all functions of one process together. */
	readonly callsPerFiveMinutes: number;
	readonly restoreRecordMaxAgeMs: number;
	readonly restoreRetryMs: readonly number[];
	readonly verifyPasses: number;
	/** How long replicas that the account is taking away may take to go. */
	readonly settleMs: number;
	/** Caps go on although a change of the scaling was seen to start every replica anew. */
	readonly capsMayRoll: boolean;
	readonly uncertainPageAfterMs: number;
	/** A cancelled or restored intent is kept until the original was observed for this long. */
	readonly intentGraceMs: number;
	readonly correctionExitRatio: number;
	readonly correctionExitMs: number;
	/** An hour tier ends below this share of its line for so long, unless it began this often today. */
	readonly hourExitRatio: number;
	readonly hourExitMs: number;
	readonly hourTimesMost: number;
	/** p90 of the day's end above this share of the budget is foreseen; caps end below the other one. */
	readonly preemptRatio: number;
	readonly preemptExitRatio: number;
};

/** `hourly`: of each hour and none of the day. */
export type Digest = "daily" | "hourly" | "both" | "off";

export type Policy = {
	readonly budget: Budget;
	/** Budgets for some of the endpoints each, beside the one for all of them. */
	readonly groups: readonly GroupBudget[];
	readonly limits: Limits;
	readonly defaults: { readonly criticality: Criticality };
	readonly rules: readonly EndpointRule[];
	/** Replicas by the clock. */
	readonly schedules: readonly Schedule[];
	/** A page that nobody answered is said again after this; absent: never. */
	readonly escalateAfterMs?: number | undefined;
	/** How often a digest is sent; absent: once a day. */
	readonly digest?: Digest | undefined;
	/** Who may order what; absent: the one key may order everything. */
	readonly overrides?: OverrideRules | undefined;
	/** SHA-256 of the policy file, hex, shown on the page and in each decision. */
	readonly hash: string;
	readonly accounting: Accounting;
	readonly alerts: AlertSettings;
};
