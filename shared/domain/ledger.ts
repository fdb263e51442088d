import type { Endpoint } from "./endpoint.ts";
import type { Instant, Range } from "./instant.ts";
import type { Bounds, MicroUsd } from "./money.ts";
import type { Price } from "./price.ts";
import type { DayEndForecast } from "./reading.ts";

/** Where a charge comes from, best first (docs/how-it-decides.md 2). */
export type ChargeSource = "ranges" | "sampled" | "changed" | "gap";

/** One replica in one stage, at the price in force: the truth, once stage ranges were read. */
export type BookedSpan = Range & {
	readonly replicaId: string;
	readonly stage: string;
	readonly price: Price;
};

/** A number of replicas assumed for a range in which no stage ranges were read yet. */
export type EstimatedSpan = Range & {
	readonly source: Exclude<ChargeSource, "ranges">;
	readonly replicasLo: number;
	readonly replicasPoint: number;
	readonly replicasHi: number;
	readonly price: Price;
};

/**
 * What one endpoint spent in one UTC hour. `covered` is the part of the hour for which stage ranges
 * are known: inside it only `spans` count, outside it only `estimates`.
 */
export type HourItem = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly hour: Instant;
	readonly covered: readonly Range[];
	readonly spans: readonly BookedSpan[];
	readonly estimates: readonly EstimatedSpan[];
};

/** Replica-milliseconds at one price; sums are made of these, so that rounding never accumulates. */
export type Lot = {
	readonly price: Price;
	readonly lo: number;
	readonly point: number;
	readonly hi: number;
};

/**
 * Hardware that an endpoint ran on before an edit. A rolling update keeps replicas of the old version alive on
 * it, and they cost its price until they are gone.
 */
export type FormerHardware = {
	/** When the endpoint was edited: versions that began before run on this hardware. */
	readonly until: Instant;
	readonly price: Price;
	/** Versions seen so far that began before; a replica's id begins with its version. */
	readonly versions: readonly string[];
};

/**
 * Meter's memory of an endpoint since its last change: from `since` on, every good list showed these counts.
 * It is the open end of the ledger; it is booked when something changes.
 */
export type Posture = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly since: Instant;
	/** Stage ranges are known up to here. */
	readonly truthUntil: Instant;
	readonly replicasLo: number;
	readonly replicasPoint: number;
	readonly replicasHi: number;
	readonly price: Price;
	/** What the last changed list said of it: the page and the plan start from here. */
	readonly observed: Endpoint;
	/** Hardware whose replicas may still be billed, oldest first; absent where there is none. */
	readonly formerly?: readonly FormerHardware[];
	/** Where runs of billed time began, where started minutes are billed whole; by kind of run and replica. */
	readonly begun?: Readonly<Record<string, Instant>>;
	/** Stage ranges are read once more from here on, because they can grow and shrink for a while. */
	readonly confirmAt?: Instant;
};

/** Cumulative spend of the running day at an instant. */
export type SpendPoint = { readonly at: Instant; readonly spent: Bounds };

/** Lots of all endpoints of a namespace in one UTC hour, in twelve bins of five minutes. Derived from hour items. */
export type HourTotal = { readonly hour: Instant; readonly bins: readonly (readonly Lot[])[] };

/** Spend inside one bin. */
export type SpendBin = Range & { readonly spent: Bounds };

/**
 * What is read of a budget on a quiet minute: spend of the running day up to `at`, the constant rate since
 * then, and the bins of the last hours before `at` (for trailing windows).
 */
export type BudgetSummary = {
	readonly periodKey: string;
	readonly at: Instant;
	readonly spent: Bounds;
	readonly ratePerHour: Bounds;
	readonly bins: readonly SpendBin[];
	/** $/h if every endpoint ran at its configured minimum, and maximum. */
	readonly floorPerHour: MicroUsd;
	readonly ceilingPerHour: MicroUsd;
	/** Where started minutes are billed whole: what runs at its maximum is billed this much longer. */
	readonly startedMs?: number;
	/** What schedules are going to change of the two, in order of time; absent: nothing. */
	readonly scheduled?: readonly ScheduledRate[];
	/** Of the period's end; null: none was made yet. */
	readonly forecast: DayEndForecast | null;
};

/** From an instant on until the next: differences to the configured rates, in micro-USD per hour. */
export type ScheduledRate = {
	readonly at: Instant;
	readonly floorPerHour: MicroUsd;
	readonly ceilingPerHour: MicroUsd;
};

/** A group's own figures. `members` is what the policy said of its members when they were made. */
export type GroupSummary = BudgetSummary & { readonly name: string; readonly members: string };

/** The namespace's figures, and those of each group of endpoints that has a budget. */
export type Summary = BudgetSummary & { readonly groups: readonly GroupSummary[] };

/** Lots of the members of each group in one UTC hour, in bins as those of the whole. Derived from hour items. */
export type GroupTotals = {
	readonly hour: Instant;
	readonly groups: readonly {
		readonly name: string;
		readonly bins: readonly (readonly Lot[])[];
	}[];
};

/** What is still known of an endpoint that is gone from the account: its spend stays on record. */
export type GoneEndpoint = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly goneAt: Instant;
	readonly tags: readonly string[];
	readonly model: string;
	readonly region: string;
};

/** Meter's own small item: written every pass. */
export type Cursor = {
	/** Last good, complete list. */
	readonly observedUntil: Instant;
	readonly fingerprint: string;
	readonly lastPassAt: Instant;
	readonly failedPasses: number;
	readonly lastError: string | null;
	readonly periodKey: string;
	/** IANA zone of the budget; absent in what earlier versions wrote. */
	readonly zone?: string;
	/** Lists in a row that showed fewer than half of the endpoints known before. */
	readonly dropsInARow: number;
	/** Endpoints in that list. */
	readonly endpointCount: number;
	/** A pass began to write and did not end: every posture is booked again, from its own beginning. */
	readonly unfinished: boolean;
	/** Postures whose stage ranges are still to be read. */
	readonly owed: number;
	/** The next read that confirms an earlier one; absent where none is due. */
	readonly confirmAt?: Instant;
	/** Names of stages that are not documented and were told on `day`. */
	readonly toldStages?: { readonly day: string; readonly names: readonly string[] };
	/** The oldest stage range ever shown was this old: the vendor keeps them at least as long. */
	readonly provenAgeMs?: number;
};
