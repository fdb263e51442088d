import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";
import type { Notice, NoticeKind } from "./notice.ts";
import type { EarlyCause, Method } from "./plan.ts";
import type { ActionTier, Criticality, Tier } from "./policy.ts";
import type { GroupLatch, Latch } from "./standing.ts";

/**
 * intended: written before acting · applied: seen · recorded: shadow only · superseded: a person changed it ·
 * restoring: on its way back · restored: back, kept until the original was observed long enough.
 */
export type HeldStatus =
	| "intended"
	| "applied"
	| "recorded"
	| "superseded"
	| "restoring"
	| "restored";

/** What the guard itself wrote to the endpoint, to tell its own changes from a person's. */
export type Written = {
	readonly paused: boolean;
	readonly minReplica: number;
	readonly maxReplica: number;
	readonly at: Instant;
	/** The account's own `updatedAt` as re-read after our write; null until re-read. */
	readonly updatedAt: Instant | null;
	/** That of the list on which the step was planned: what is later was changed after it. */
	readonly updatedAtBefore?: Instant | undefined;
	/** What our earlier writes set: one of them stands until this one lands. */
	readonly formerly?: readonly WrittenScaling[] | undefined;
};

export type WrittenScaling = Pick<Written, "minReplica" | "maxReplica">;

/** An endpoint under guard action. Its original is the restore record of (endpoint, generation). */
export type Held = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly generation: number;
	/** The group whose budget asked for the last step; absent: the namespace's own budget. */
	readonly budget?: string;
	/** Of that budget. */
	readonly periodKey: string;
	readonly tier: ActionTier;
	readonly criticality: Criticality;
	readonly method: Method;
	/** Absent where a tier asked for it. */
	readonly cause?: EarlyCause;
	readonly status: HeldStatus;
	readonly statusSince: Instant;
	readonly heldSince: Instant;
	readonly written: Written;
	readonly replicasBefore: number;
	readonly savesMicroUsdPerHour: MicroUsd;
	/** Passes in which the effect was expected and not seen. */
	readonly passesWithoutEffect: number;
	/** The account took the last write; what was never sent is sent again, and is no reason for more. */
	readonly isSent: boolean;
	/** It is on record that no call was made for it: what looks like it is not of the guard's doing. */
	readonly isUncalled?: true | undefined;
	/** The account answered each call that was made for it: none can land any more. */
	readonly isAnswered?: true | undefined;
	/** Stopped, put back and stopped again in one period: only a person puts it back in it. */
	readonly isAgain: boolean;
	/** When it was last brought from a stop to what a softer tier asks. */
	readonly easedAt?: Instant;
	/** How often a step without effect was followed by a harder one. */
	readonly rung: number;
	readonly attempts: number;
	readonly nextAttemptAt: Instant;
	readonly lastError: string | null;
};

/** When it came back: no earlier than the account says, however far the clock of that pass was behind. */
export function backSince({ statusSince, written }: Held): Instant {
	return Math.max(statusSince, written.updatedAt ?? statusSince);
}

/** One line of the tier history that the page shows. */
export type TierEvent = {
	readonly at: Instant;
	readonly tier: Tier;
	readonly ratio: number;
	/** Present where ratio and line are those of the trailing hour. */
	readonly window?: "hour";
	readonly reason: string;
};

/** Σ of what runs or may run × price, from an instant on. */
export type CeilingSeen = { readonly at: Instant; readonly perHour: MicroUsd };

/**
 * Whether changing the scaling replaces the running replicas: not documented, so the first trim ever touches one
 * endpoint and is watched from `at` on.
 */
export type ScalingPut =
	| { readonly kind: "unknown" }
	| { readonly kind: "keeps" }
	| { readonly kind: "watching"; readonly endpoint: string; readonly at: Instant }
	| { readonly kind: "rolls"; readonly endpoint: string; readonly at: Instant };

/** A step that a person was asked for, by the digest of what it would do to whom. */
export type AskedStep = {
	readonly endpoint: string;
	readonly key: string;
	readonly since: Instant;
	/** Absent where the step sets no scaling, and in items of older versions. */
	readonly cap?: AskedCap | undefined;
};

/** What the step would set, of which a milder one is a part. */
export type AskedCap = WrittenScaling & {
	readonly createdAt: Instant;
	readonly method: Method;
};

/** A plan that was shown to a person, in mode `ask`; its hash is what is approved or denied. */
export type AskedPlan = {
	readonly planHash: string;
	readonly tier: Tier;
	readonly createdAt: Instant;
	/** When the first step is taken without a word; null: none ever is. */
	readonly expiresAt: Instant | null;
	/** Of the control item when it was asked: after another crossing it is another question. */
	readonly generation: number;
	readonly steps: readonly AskedStep[];
};

/** What waits for a person's word, and the plans of this period whose answer is in force. */
export type Word = {
	readonly pending: AskedPlan | null;
	readonly answered: readonly AskedPlan[];
};

/** A page that was told and whose cause still stands: where nobody answers, it is told again. */
export type OpenPage = {
	readonly id: string;
	readonly kind: NoticeKind;
	readonly at: Instant;
	readonly title: string;
};

/** Guard's state: one item, written only when something changes, together with the notices it causes. */
export type Control = Latch & {
	/** The latch itself is that of the namespace's budget. */
	readonly tierSince: Instant;
	/** Groups that are above a line, or were in this period; absent: none. */
	readonly groups?: readonly GroupLatch[] | undefined;
	/** Grows with each restore record and each transition; makes identities unique. */
	readonly generation: number;
	readonly held: readonly Held[];
	readonly outbox: readonly Notice[];
	readonly history: readonly TierEvent[];
	/** Identities of notices of this period that must not be said twice. */
	readonly told: readonly string[];
	/** Absent in items of older versions, and where no page stands. */
	readonly pages?: readonly OpenPage[] | undefined;
	/** What the account calls the guard, as it was seen after a write of ours; absent before the first. */
	readonly account?: string | undefined;
	/** What is known of a change of the scaling: it may start every replica anew. */
	readonly scalingPut: ScalingPut;
	/** The most that could run, as it was seen in the last half hour. */
	readonly ceilings: readonly CeilingSeen[];
	/** Absent where no plan of this period waits, or waited, for a person's word. */
	readonly word?: Word | undefined;
	/** `name@createdAt` of what was stopped and put back in this period. */
	readonly putBack: readonly string[];
};

/** Guard's lease and heartbeat: the only write of a quiet pass. */
export type Pulse = {
	readonly fencingToken: number;
	readonly leaseUntil: Instant;
	readonly lastPassAt: Instant;
};
