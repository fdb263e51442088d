import type { Instant } from "./instant.ts";
import type { MicroUsd } from "./money.ts";
import type { Notice, Severity } from "./notice.ts";

/** The numbers and names that were compared; null is what was not known. */
export type AlertEvidence = Readonly<Record<string, number | string | null>>;

/** One rule on one endpoint, or on the budget: what goes on, or did until lately. */
export type Alert = {
	readonly rule: string;
	/** null: a budget as a whole. */
	readonly endpoint: string | null;
	/** Which group's budget; absent: the namespace's, or an endpoint's alert. */
	readonly group?: string;
	/** Creation of that endpoint: the same name made again is another one. */
	readonly createdAt: Instant | null;
	readonly phase: "pending" | "firing" | "resolved";
	/** Passes in a row towards the next phase. */
	readonly passes: number;
	/** First look at which it was over its bound. */
	readonly since: Instant;
	readonly firedAt: Instant | null;
	/** When it was over last, although it may go on again by now. */
	readonly resolvedAt: Instant | null;
	/** Why it was over then, where the guard ended it; absent: its condition did. */
	readonly because?: string | undefined;
	/** Last notice that spoke of it as going on; null: none did. */
	readonly toldAt: Instant | null;
	/** How often it was told as going on since it began or grew graver; absent: once. */
	readonly timesTold?: number | undefined;
	/** Last notice that it was over. */
	readonly overToldAt: Instant | null;
	/** Newest data that it was followed through: older data seen again change nothing. */
	readonly seenUntil: Instant;
	readonly severity: Severity;
	/** Gravest since it fired first: a return to it is no news. */
	readonly worst: Severity;
	/** Since when it has this severity; absent: since it began. */
	readonly severitySince?: Instant | undefined;
	/** Passes in a row in which only what is milder held; absent: none. */
	readonly milderPasses?: number | undefined;
	/** Severity that the last notice of it gave; absent: its own. */
	readonly toldSeverity?: Severity | undefined;
	/** The numbers of now: of the last look at which its condition held. */
	readonly evidence: AlertEvidence;
	/** Of when they are; absent: of when it began. */
	readonly measuredAt?: Instant | undefined;
	/** The numbers when it began or grew graver; absent: the same. */
	readonly startedWith?: AlertEvidence | undefined;
	/** What a person does about it. */
	readonly runbook: string;
	/** What changed when it was explained last, dearest endpoint first; empty where nothing is known. */
	readonly causes: readonly AlertCause[];
};

export type AlertCause = {
	readonly endpoint: string;
	readonly kind: string;
	readonly extraMicroUsdPerHour: MicroUsd;
	/** Of all that costs more. */
	readonly share: number;
	readonly since: Instant | null;
	/** Who set what, where it can be known. */
	readonly configured: string | null;
};

/** Data that could not be used as they came, and why. Never an alarm. */
export type WatchFinding = {
	readonly endpoint: string;
	readonly what: string;
	readonly at: Instant;
};

/** Watch's own item: alerts and the notices that they cause are one, so that neither goes without the other. */
export type WatchState = {
	readonly alerts: readonly Alert[];
	readonly outbox: readonly Notice[];
	readonly findings: readonly WatchFinding[];
	/** Fingerprint of the list that was looked at last, and its count of failures. */
	readonly inventory: string;
	/** Endpoint that was asked last; the next pass goes on behind it. */
	readonly askedLast: string | null;
	readonly lastPassAt: Instant | null;
};

export const emptyWatchState: WatchState = {
	alerts: [],
	outbox: [],
	findings: [],
	inventory: "",
	askedLast: null,
	lastPassAt: null,
};

export function isFiring(alert: Alert): boolean {
	return alert.phase === "firing";
}
