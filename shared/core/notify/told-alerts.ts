import type { Alert } from "../../domain/alert.ts";
import type { Instant } from "../../domain/instant.ts";
import { isSilencedBy, type Override } from "../../domain/override.ts";
import { type AlertChange, fingerprintOf } from "../detect/alert-book.ts";
import type { ToldAlert } from "./alert-message.ts";

export type TellingInput = {
	readonly namespace: string;
	readonly alerts: readonly Alert[];
	readonly changes: readonly AlertChange[];
	readonly isInhibited: (alert: Alert) => boolean;
	/** In force. */
	readonly overrides: readonly Override[];
	/** What goes on is told again after this long. */
	readonly repeatMs: number;
	readonly now: Instant;
};

export type Telling = {
	/** The same alerts, with when they were told. */
	readonly alerts: readonly Alert[];
	readonly told: readonly ToldAlert[];
};

/**
 * What one pass tells people: what began or grew graver, what goes on for hours, and the end of what was told.
 * Information is for the page and the digest; what is inhibited or muted is told when that ends, if it still goes on.
 */
export function toldAlerts(input: TellingInput): Telling {
	const told: ToldAlert[] = [];
	const alerts = input.alerts.map((alert) => {
		const kind = kindOf(alert, input);
		if (kind === null) return alert;
		told.push({ kind, alert });
		return { ...alert, toldAt: input.now };
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
	const { changes, isInhibited, repeatMs, now } = input;
	if (alert.phase !== "firing" || alert.severity === "info") return null;
	if (isInhibited(alert) || isMuted(alert, input)) return null;
	if (alert.toldAt === null) return "fired";
	const key = fingerprintOf(alert);
	const grew = changes.some(
		(change) => change.kind === "escalated" && fingerprintOf(change.alert) === key,
	);
	if (grew) return "escalated";
	return now - alert.toldAt >= repeatMs && !isAcknowledged(key, input) ? "goes on" : null;
}

/** Somebody looks after it: it need not be said again that it goes on. */
function isAcknowledged(fingerprint: string, { overrides }: TellingInput): boolean {
	return overrides.some(({ kind, details }) => kind === "ack" && details?.noticeId === fingerprint);
}

function isMuted({ rule, endpoint, severity }: Alert, { overrides, namespace }: TellingInput) {
	const attributes = { rule, endpoint: endpoint ?? "*", severity, namespace, type: "alert.firing" };
	return overrides.some((override) => isSilencedBy(override, attributes));
}
