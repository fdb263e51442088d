import type { Alert } from "../../domain/alert.ts";
import type { MatchedEndpoint } from "../../domain/endpoint-match.ts";
import { groupsAbout } from "../../domain/group-budget.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Severity } from "../../domain/notice.ts";
import { isSilencedBy, type Override } from "../../domain/override.ts";
import type { GroupBudget } from "../../domain/policy.ts";
import { type AlertChange, fingerprintOf, reopenMs } from "../detect/alert-book.ts";
import type { ToldAlert } from "./alert-message.ts";

export type TellingInput = {
	readonly namespace: string;
	readonly alerts: readonly Alert[];
	readonly changes: readonly AlertChange[];
	readonly isInhibited: (alert: Alert) => boolean;
	/** Who is in which group of the policy; absent: it has none. */
	readonly members?: Members;
	/** In force. */
	readonly overrides: readonly Override[];
	/** All that are stored, the ended ones included: an answer that is over was an answer. */
	readonly orders: readonly Override[];
	/** A page that nobody answers is told again after this, if that is sooner; null: it is not. */
	readonly escalateAfterMs: number | null;
	/** What goes on is told again after this long. */
	readonly repeatMs: number;
	readonly now: Instant;
};

export type Members = {
	readonly groups: readonly GroupBudget[];
	readonly endpoints: readonly MatchedEndpoint[];
};

export type Telling = {
	/** The same alerts, with when they were told. */
	readonly alerts: readonly Alert[];
	readonly told: readonly ToldAlert[];
};

/**
 * What one pass tells people: what began, grew graver or milder, what goes on for hours, and the end of what was told.
 * Information is for the page and the digest; what is inhibited or muted is told when that ends, if it still goes on.
 */
export function toldAlerts(input: TellingInput): Telling {
	const told: ToldAlert[] = [];
	const alerts = input.alerts.map((alert) => {
		const kind = kindOf(alert, input);
		if (kind === null) return alert;
		told.push({ kind, alert });
		const timesTold = kind === "goes on" ? (alert.timesTold ?? 1) + 1 : 1;
		return { ...alert, toldAt: input.now, timesTold, toldSeverity: alert.severity };
	});
	const over = input.changes
		.filter(({ kind, alert }) => kind === "resolved" && isNewEnd(alert))
		.filter(({ alert }) => !isMuted(alert, input))
		.map(({ alert }) => ({ kind: "resolved" as const, alert }));
	const ended = new Set(over.map(({ alert }) => fingerprintOf(alert)));
	const marked = alerts.map((alert) =>
		ended.has(fingerprintOf(alert)) ? { ...alert, overToldAt: input.now } : alert,
	);
	return { alerts: marked, told: [...told, ...over] };
}

/** An end is told where people were told that it went on, and not yet that it was over. */
function isNewEnd({ toldAt, overToldAt }: Alert): boolean {
	return toldAt !== null && (overToldAt === null || toldAt > overToldAt);
}

function kindOf(alert: Alert, input: TellingInput): ToldAlert["kind"] | null {
	if (alert.phase !== "firing" || isInhibited(alert, input)) return null;
	const { toldAt, severity, toldSeverity = severity } = alert;
	if (toldAt !== null && isGraver(toldSeverity, severity)) return "lowered";
	if (severity === "info") return null;
	if (toldAt === null) return "fired";
	if (isGraverNow(alert, toldAt, input)) return "escalated";
	const isDue = input.now - toldAt >= waitOf(alert, input);
	return isDue && !isAcknowledged(alert, toldAt, input) ? "goes on" : null;
}

function isInhibited(alert: Alert, input: TellingInput): boolean {
	return input.isInhibited(alert) || isMuted(alert, input);
}

/** A return to what was lowered is told where it lasts, so that what goes up and down is told once. */
function isGraverNow(alert: Alert, toldAt: Instant, { changes, now }: TellingInput): boolean {
	const key = fingerprintOf(alert);
	const { severity, toldSeverity = severity } = alert;
	if (isGraver(severity, toldSeverity) && now - toldAt >= reopenMs[severity]) return true;
	return changes.some(({ kind, alert: of }) => kind === "escalated" && fingerprintOf(of) === key);
}

const gravity: Readonly<Record<Severity, number>> = { page: 2, warn: 1, info: 0 };

function isGraver(one: Severity, other: Severity): boolean {
	return gravity[one] > gravity[other];
}

/** The first reminder of a page comes after the policy's time, every other one with the repetitions. */
function waitOf({ severity, timesTold = 1 }: Alert, input: TellingInput): number {
	const { escalateAfterMs, repeatMs } = input;
	const isFirst = severity === "page" && timesTold === 1;
	return isFirst && escalateAfterMs !== null ? Math.min(escalateAfterMs, repeatMs) : repeatMs;
}

/** Somebody looks after it, by its own name or by that of the notice: it need not be said again. */
function isAcknowledged(alert: Alert, toldAt: number, { orders }: TellingInput): boolean {
	const key = fingerprintOf(alert);
	return orders.some(({ kind, details }) => {
		const noticeId = details?.noticeId ?? "";
		const isOfNotice = noticeId.includes("/alert/") && noticeId.endsWith(`/${toldAt}`);
		return kind === "ack" && (noticeId === key || isOfNotice);
	});
}

function isMuted({ rule, endpoint, severity, group }: Alert, input: TellingInput) {
	const { overrides, namespace, members = { groups: [], endpoints: [] } } = input;
	const attributes = {
		rule,
		endpoint: endpoint ?? "*",
		severity,
		namespace,
		type: "alert.firing",
		...(group === undefined ? {} : { group }),
	};
	const groups = groupsAbout(attributes, members.groups, members.endpoints);
	return overrides.some((override) => isSilencedBy(override, { attributes, groups }));
}
