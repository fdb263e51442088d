import type { EndpointMatch } from "./endpoint-match.ts";
import type { Instant } from "./instant.ts";

/** A cron entry of five fields, each as the numbers that it allows, ascending. */
export type Cron = {
	/** As it stands in the policy. */
	readonly text: string;
	readonly minutes: readonly number[];
	readonly hours: readonly number[];
	readonly days: readonly number[];
	readonly months: readonly number[];
	/** Sunday is 0. */
	readonly weekdays: readonly number[];
	/** Where both days and weekdays are restricted, either of them is enough (as in cron). */
	readonly anyDay: boolean;
};

export type ScheduleEntry = { readonly cron: Cron; readonly replicas: number };

/** Replicas by the clock, for the endpoints that any of the matches names. */
export type Schedule = {
	readonly members: readonly EndpointMatch[];
	readonly zone: string;
	readonly entries: readonly ScheduleEntry[];
};

/** An entry at the instant at which it is due. */
export type DueEntry = ScheduleEntry & { readonly dueAt: Instant; readonly zone: string };

/** What the last due entry made of an endpoint; a person's change after it stands until the next one. */
export type Scheduled = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly dueAt: Instant;
	/** As it was when it was last looked at: what differs later was changed by somebody else. */
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly paused: boolean;
	/** The maximum that people configured: `replicas` above it raises it, and fewer bring it back. */
	readonly configuredMax: number;
	/** The schedule made it so, and nobody has changed it since. */
	readonly isSet: boolean;
	/** written: seen as it should be · yielded: a person changed it after the entry was due. */
	readonly outcome: "written" | "yielded";
	/** The account's own of the look: a list with an earlier one is older. Absent in items of older versions. */
	readonly updatedAt?: Instant;
	/** The guard's own step held it at the last look: what it is when it is free is of the guard's doing. */
	readonly isHeld?: boolean;
	/** Written before the first call: what is on its way is no person's change. */
	readonly intended?: Intended;
};

/** What an endpoint was to become by the last step of a schedule that was not seen as done. */
export type Intended = Pick<ScheduleStep, "action" | "minReplica" | "maxReplica">;

/** Guard's memory of the schedules: one item, written only when something changes. */
export type ScheduleState = {
	/** Of the schedules in the policy; other ones begin anew. */
	readonly key: string;
	/** Nothing that was due before is applied. */
	readonly since: Instant;
	/** The list that was looked at last, and when; while it stays and nothing is due, nothing is to be done. */
	readonly fingerprint: string;
	readonly lookedAt: Instant;
	readonly isWaiting: boolean;
	readonly endpoints: readonly Scheduled[];
};

/** One change of an endpoint that a schedule asks for. */
export type ScheduleStep = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly entry: DueEntry;
	readonly action: "scale" | "pause" | "resume";
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly configuredMax: number;
};
