import type { Instant } from "./instant.ts";

export type Severity = "page" | "warn" | "info";

/** Graver ones first. */
export const severities = ["page", "warn", "info"] as const satisfies readonly Severity[];

/** What the attribute `type` of a message can be. */
export const messageTypes = [
	"alert.firing",
	"alert.resolved",
	"budget.ask",
	"budget.period",
	"budget.restored",
	"budget.tier",
	"digest",
	"guard.cannot-cut",
	"guard.early",
	"guard.envelope",
	"guard.health",
	"guard.question",
	"guard.restore-failed",
	"guard.superseded",
	"guard.uncertain",
	"override",
] as const;
export type MessageType = (typeof messageTypes)[number];

export type NoticeKind =
	| "tier"
	| "ask"
	| "early"
	| "new-period"
	| "restored"
	| "superseded"
	| "uncertain"
	| "cannot-cut"
	| "restore-failed"
	| "question"
	| "guard-blind"
	| "alert"
	| "override"
	| "channel-lost"
	| "unacknowledged"
	| "digest";

/** A block of a message: an optional heading, then lines of plain text. */
export type Section = { readonly heading: string | null; readonly lines: readonly string[] };

/**
 * What is sent to people. Every channel renders the same facts in the same order.
 * `title` stands alone on a lock screen (≤ 150 characters); `subject` is ASCII, < 100 characters.
 */
export type Message = {
	readonly title: string;
	readonly subject: string;
	readonly severity: Severity;
	readonly sections: readonly Section[];
	readonly footer: string;
	/** For filter policies: severity, type, namespace, tier, spentPercent. */
	readonly attributes: Readonly<Record<string, string>>;
};

/** A button: verb, object, money, end. The costly ones ask again, with the money in the question. */
export type NoticeButton = {
	readonly action: "ack" | "hold" | "restore-now" | "stop-now" | "approve" | "deny";
	readonly text: string;
	readonly confirm: { readonly title: string; readonly text: string; readonly yes: string } | null;
};

/** Bound to the plan and the state that were shown: on any other one a click is refused. */
export type NoticeActions = {
	readonly planHash: string;
	readonly stateVersion: number;
	/** Mode ask: the plan that is approved or denied. */
	readonly askedHash?: string | undefined;
	readonly buttons: readonly NoticeButton[];
};

/** An entry of the outbox. `id` is the identity of the transition: budget/period/tier/direction/generation. */
export type Notice = {
	readonly id: string;
	readonly kind: NoticeKind;
	readonly createdAt: Instant;
	/** A notice of a pass that is still acting waits until its outcome is known, at most until then. */
	readonly readyAt: Instant;
	readonly message: Message;
	/** What can be decided on it; drawn when it is sent. Absent: nothing. */
	readonly actions?: NoticeActions | undefined;
};
