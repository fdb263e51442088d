import type { Alert } from "../../domain/alert.ts";
import { hourMs, type Instant } from "../../domain/instant.ts";
import type { Severity } from "../../domain/notice.ts";
import type { Evidence, Signal } from "./detector.ts";
import { type AlertState, followAlert, quietAlert } from "./follow-alert.ts";
import type { Rule } from "./rules.ts";

/** What a look is at; null: the budget as a whole. */
export type Subject = { readonly name: string; readonly createdAt: Instant };

/** One measurement by one rule. Several of one rule in a pass come in the order of their data. */
export type Look = {
	readonly rule: Rule;
	readonly subject: Subject | null;
	/** Which group's budget, where it is about one. */
	readonly group?: string;
	/** End of the data that were looked at. */
	readonly at: Instant;
	readonly signal: Signal;
	/** Why its condition is over, where that is the guard's doing. */
	readonly because?: string | undefined;
};

export type AlertChange = {
	/** reopened: it began again so soon after its end that it is the same one. */
	readonly kind: "fired" | "reopened" | "escalated" | "lowered" | "resolved";
	readonly alert: Alert;
};

export type FollowedAlerts = {
	readonly alerts: readonly Alert[];
	readonly changes: readonly AlertChange[];
};

/**
 * What begins again within this time of its end goes on, and is no second alert: which way a number crosses its
 * bound matters less than that people are told once. A page is told again after an hour.
 */
export const reopenMs = { page: hourMs, warn: 24 * hourMs, info: 24 * hourMs } as const;

/** What is over is kept until the digest of its day is out; old data cannot raise it again meanwhile. */
const keepResolvedMs = 36 * hourMs;
/** Below what one item of the store holds; the oldest that are over go first. */
const mostAlerts = 1_100;
/** Numbers are kept for this many: the gravest, then the newest. */
const mostWithEvidence = 200;

/** Follows every alert through the looks of one pass. Quiet ones are not kept. */
export function followAlerts(known: readonly Alert[], looks: readonly Look[]): FollowedAlerts {
	const book = new Map(known.map((alert) => [fingerprintOf(alert), alert]));
	const changes: AlertChange[] = [];
	for (const look of looks) {
		const key = fingerprint(look);
		const before = book.get(key) ?? null;
		if (before !== null && look.at <= before.seenUntil) continue;
		const { alert, change } = followed(before, look);
		if (alert === null) book.delete(key);
		else book.set(key, alert);
		if (alert !== null && change !== null) changes.push({ kind: change, alert });
	}
	return { alerts: [...book.values()], changes };
}

/** Alerts of endpoints and groups that are no more are over. */
export function withoutGone(
	known: readonly Alert[],
	isThere: (alert: Alert) => boolean,
	now: Instant,
): FollowedAlerts {
	const changes: AlertChange[] = [];
	const alerts = known.flatMap((alert) => {
		if (isThere(alert)) return [alert];
		if (alert.phase === "pending") return [];
		if (alert.phase === "resolved") return [alert];
		const over: Alert = { ...alert, phase: "resolved", resolvedAt: now, passes: 0 };
		changes.push({ kind: "resolved", alert: over });
		return [over];
	});
	return { alerts, changes };
}

/** Keeps the book small: firing and pending first, then what was over last. */
export function trimmedAlerts(alerts: readonly Alert[], now: Instant): readonly Alert[] {
	return alerts
		.filter(
			({ phase, resolvedAt }) => phase !== "resolved" || now - (resolvedAt ?? 0) < keepResolvedMs,
		)
		.toSorted(byWeight)
		.slice(0, mostAlerts)
		.map((alert, index) => (index < mostWithEvidence ? alert : withoutNumbers(alert)));
}

function withoutNumbers({ startedWith: _, measuredAt: __, ...alert }: Alert): Alert {
	return { ...alert, evidence: {}, runbook: "", causes: [] };
}

const phaseWeight = { firing: 2, pending: 1, resolved: 0 } as const;
const severityWeight = { page: 2, warn: 1, info: 0 } as const;

function byWeight(a: Alert, b: Alert): number {
	return (
		phaseWeight[b.phase] - phaseWeight[a.phase] ||
		severityWeight[b.severity] - severityWeight[a.severity] ||
		b.since - a.since
	);
}

export function fingerprintOf({ rule, endpoint, createdAt, group }: Alert): string {
	const subject = endpoint === null ? null : { name: endpoint, createdAt: createdAt ?? 0 };
	return fingerprint({ rule: { id: rule }, subject, ...(group === undefined ? {} : { group }) });
}

type Named = { readonly rule: { readonly id: string } } & Pick<Look, "subject" | "group">;

function fingerprint({ rule, subject, group }: Named): string {
	if (subject !== null) return `${rule.id}/${subject.name}@${subject.createdAt}`;
	return group === undefined ? rule.id : `${rule.id}/${group}`;
}

function followed(before: Alert | null, look: Look) {
	const { rule, signal, at } = look;
	const { state, change } = followAlert(rule, stateOf(before), { signal, at });
	if (state.phase === "quiet" && change === null) {
		return { alert: resolvedStill(before, at), change: null };
	}
	const news = newsOf(before, look, { state, change });
	return { alert: alertOf(before, look, { state, change: news }), change: news };
}

type Followed = { readonly state: AlertState; readonly change: AlertChange["kind"] | null };

/** What a change of the rule's own state is to people who were told of it before. */
function newsOf(before: Alert | null, look: Look, { state, change }: Followed) {
	if (change === "fired" && isReopened(before, look)) return "reopened";
	if (change !== "escalated" || before === null || state.severity === null) return change;
	return severityWeight[state.severity] > severityWeight[before.worst] ? change : null;
}

/** A rule that judges itself what is news after an episode is not judged again. */
function isReopened(before: Alert | null, { rule, at, signal }: Look): boolean {
	if (before === null || before.resolvedAt === null || rule.id === "request-surge") return false;
	return at - before.resolvedAt < reopenMs[signal.severity];
}

/** What was over stays in the book, with its data's end; what never fired is forgotten. */
function resolvedStill(before: Alert | null, at: Instant): Alert | null {
	const wasOver = before !== null && before.resolvedAt !== null;
	return wasOver ? { ...before, phase: "resolved", passes: 0, seenUntil: at } : null;
}

function stateOf(alert: Alert | null): AlertState {
	if (alert === null || alert.phase === "resolved") return quietAlert;
	const { phase, passes, since, severity, evidence, seenUntil } = alert;
	if (phase !== "firing") return { ...quietAlert, phase, passes, since };
	const { severitySince = alert.firedAt, milderPasses = 0, measuredAt = seenUntil } = alert;
	const { startedWith = evidence } = alert;
	const numbers = { evidence, measuredAt, startedWith };
	return { phase, passes, since, severity, severitySince, milderPasses, ...numbers };
}

function alertOf(before: Alert | null, look: Look, { state, change }: Followed): Alert {
	const { rule, subject, at, signal } = look;
	const isOver = change === "resolved";
	const isNew = before === null || change === "fired";
	const severity = (isOver ? before?.severity : state.severity) ?? signal.severity;
	const evidence = rounded((isOver ? before?.evidence : state.evidence) ?? signal.evidence);
	const firedAt = change === "fired" ? at : isNew ? null : before.firedAt;
	const runs = before !== null && before.phase !== "resolved";
	return {
		rule: rule.id,
		endpoint: subject?.name ?? null,
		...(look.group === undefined ? {} : { group: look.group }),
		createdAt: subject?.createdAt ?? null,
		phase: isOver ? "resolved" : state.phase === "firing" ? "firing" : "pending",
		passes: state.passes,
		since: runs ? before.since : (state.since ?? at),
		firedAt,
		resolvedAt: isOver ? at : isNew ? null : before.resolvedAt,
		...(isOver && look.because !== undefined ? { because: look.because } : {}),
		toldAt: isNew ? null : before.toldAt,
		...(isNew || before.timesTold === undefined ? {} : { timesTold: before.timesTold }),
		...(isNew || before.toldSeverity === undefined ? {} : { toldSeverity: before.toldSeverity }),
		overToldAt: isNew ? null : before.overToldAt,
		seenUntil: at,
		severity,
		worst: isNew ? severity : graverOf(severity, before.worst),
		...(state.phase === "firing" ? courseOf(state, evidence, { firedAt, at }) : {}),
		evidence,
		runbook: (look.group === undefined ? null : rule.groupRunbook) ?? rule.runbook,
		causes: isNew ? [] : before.causes,
	};
}

/** How it went so far; left out where it says nothing, because a thousand alerts are one item. */
function courseOf(state: AlertState, evidence: Evidence, { firedAt, at }: CourseFacts) {
	const { severitySince, milderPasses, measuredAt } = state;
	const startedWith = rounded(state.startedWith ?? evidence);
	const isAsAtStart = JSON.stringify(startedWith) === JSON.stringify(evidence);
	return {
		...(severitySince === null || severitySince === firedAt ? {} : { severitySince }),
		...(milderPasses === 0 ? {} : { milderPasses }),
		...(measuredAt === null || measuredAt === at ? {} : { measuredAt }),
		...(isAsAtStart ? {} : { startedWith }),
	};
}

type CourseFacts = { readonly firedAt: Instant | null; readonly at: Instant };

function graverOf(one: Severity, other: Severity): Severity {
	return severityWeight[one] >= severityWeight[other] ? one : other;
}

/** Numbers of people: four digits behind the point are more than any rule compares. */
function rounded(evidence: Evidence): Evidence {
	const entries = Object.entries(evidence).map(
		([name, value]) =>
			[name, typeof value === "number" ? Math.round(value * 10_000) / 10_000 : value] as const,
	);
	return Object.fromEntries(entries);
}
