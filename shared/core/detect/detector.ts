import type { Severity } from "../../domain/notice.ts";

export const detectorIds = [
	"hourly-spend",
	"replica-runaway",
	"request-surge",
	"cost-spike",
	"configuration-drift",
	"guard-blind",
	"unpriced",
	"idle-billed",
	"stuck-initialising",
	"burn-rate",
	"cold-starts",
	"autoscaling-thrash",
	"low-utilisation",
	"queue-depth",
	"latency",
	"error-rate",
	"unexplained-replicas",
	"lost-scale-down",
	"regional-variance",
	"cost-per-request",
	"unknown-state",
	"bill-drift",
	"price-list",
] as const;

export type DetectorId = (typeof detectorIds)[number];

/** The numbers and names that were compared; null is what was not known. */
export type Evidence = Readonly<Record<string, number | string | null>>;

/**
 * What a detector measured in one pass, against its bounds: an alert begins above `enterAbove` and ends at
 * `exitBelow` or less. `value` is null when what it needs was not there: absent is not zero.
 */
export type Signal = {
	readonly value: number | null;
	readonly enterAbove: number;
	readonly exitBelow: number;
	readonly severity: Severity;
	/** Gravest severity whose own condition is above its exit level, or not known; absent: `severity`. */
	readonly holds?: Severity;
	readonly evidence: Evidence;
};

/**
 * What a missing signal does. hold: everything stays as it was. skip: a confirmation begins again, and
 * what fires goes on. fire: to know nothing is itself the condition.
 */
export type OnMissing = "hold" | "fire" | "skip";

/** A pure rule. Every condition that the guardrail watches is one of these. */
export type Detector<Input> = {
	readonly id: DetectorId;
	/** The gravest severity its signals have. */
	readonly severity: Severity;
	/** Passes in a row above the bound before the alert begins. */
	readonly forPasses: number;
	/** Passes in a row at the exit level before it ends. */
	readonly clearPasses: number;
	readonly onMissing: OnMissing;
	/** What a person does about it, in one line. */
	readonly runbook: string;
	/** The same where it is about the budget of a group; absent: `runbook`. */
	readonly groupRunbook?: string;
	readonly signal: (input: Input) => Signal;
};
