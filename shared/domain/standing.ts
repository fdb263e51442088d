import type { HourLatch } from "./hour-latch.ts";
import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";
import type { Budget, GroupBudget, Tier } from "./policy.ts";
import type { Reading } from "./reading.ts";

/** The tier that a budget is at, in its own period: what stays until its own end comes. */
export type Latch = {
	readonly periodKey: string;
	readonly tier: Tier;
	/** The budget that the tier was judged by; a raise above it ends the latch. */
	readonly budgetMicroUsd?: MicroUsd | undefined;
	/** Absent while the trailing hour only informs. */
	readonly hour?: HourLatch;
	readonly belowSince: Instant | null;
	readonly uncertainSince: Instant | null;
};

/** The latch of a group, by its name: a group that is renamed is another one. */
export type GroupLatch = Latch & {
	readonly budget: string;
	readonly tierSince: Instant;
	/** When a tier of the day before ended in this period; null: none did. */
	readonly endedAt: Instant | null;
	/** When it last came back under every line in this period, where the hour acts; absent: it did not. */
	readonly lastOkAt?: Instant | undefined;
	/** Since when it has been above a line; absent: since `tierSince`. */
	readonly aboveSince?: Instant | undefined;
};

/** A budget as it is now: what is known of it, and its tier. */
export type Standing = {
	readonly budget: Budget | GroupBudget;
	readonly reading: Reading;
	readonly tier: Tier;
	/** Present where the tier stands on the trailing hour alone. */
	readonly window?: "hour";
	/** When a tier of the day before ended in this period; null: none did. */
	readonly endedAt: Instant | null;
	/** When its tier last became ok in this period; absent: it did not, or it is not known. */
	readonly lastOkAt?: Instant | undefined;
	/** Since when it has been above a line; absent: it is not, or it is not known. */
	readonly aboveSince?: Instant | undefined;
};
