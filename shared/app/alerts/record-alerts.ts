import {
	type AlertChange,
	fingerprintOf,
	followAlerts,
	type Look,
	trimmedAlerts,
	withoutGone,
} from "../../core/detect/alert-book.ts";
import { isHeldDown, isInhibited, withoutEchoes } from "../../core/detect/inhibition.ts";
import { alertMessage, type ToldAlert } from "../../core/notify/alert-message.ts";
import { type Telling, toldAlerts } from "../../core/notify/told-alerts.ts";
import {
	type Alert,
	type AlertCause,
	emptyWatchState,
	type WatchFinding,
	type WatchState,
} from "../../domain/alert.ts";
import { isMember } from "../../domain/group-budget.ts";
import type { Notice } from "../../domain/notice.ts";
import { guardStore } from "../store/guard-store.ts";
import { LostRace } from "../store/record.ts";
import { explainAlerts } from "./explain-alerts.ts";
import type { WatchPass } from "./watch-pass.ts";

/** What a pass saw. `askedLast` and `inventory`: undefined leaves what is stored. */
export type Seen = {
	readonly looks: readonly Look[];
	readonly findings?: readonly WatchFinding[];
	readonly askedLast?: string | null;
	readonly inventory: string;
};

export type Recorded = {
	readonly changes: readonly AlertChange[];
	readonly told: readonly ToldAlert[];
	readonly waiting: number;
};

/** The quick look after each list and the whole pass may meet; the second one begins again. */
const mostAttempts = 3;

/** Follows the alerts and writes them together with the notice that they cause: both or neither. */
export async function recordAlerts(pass: WatchPass, seen: Seen): Promise<Recorded> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await recordOnce(pass, seen);
		} catch (error) {
			if (!(error instanceof LostRace) || attempt === mostAttempts) throw error;
		}
	}
}

async function recordOnce(pass: WatchPass, seen: Seen): Promise<Recorded> {
	const { store, now } = pass;
	const stored = await store.readState();
	const state = stored.value ?? emptyWatchState;
	const { alerts, changes } = followed(pass, state, seen.looks);
	const spoken = toldAlerts({
		namespace: pass.deps.namespace,
		alerts,
		changes,
		isInhibited: (alert) =>
			isInhibited(alert, alerts, pass.control) || isHeldDown(alert, echoFactsOf(pass)),
		members: { groups: pass.policy.groups, endpoints: pass.postures.map((each) => each.observed) },
		overrides: pass.overrides,
		orders: pass.orders,
		escalateAfterMs: pass.policy.escalateAfterMs ?? null,
		repeatMs: pass.policy.alerts.repeatMs,
		now,
	});
	const telling = await explained(pass, changes, spoken);
	const { told } = telling;
	const unsent = await stillUnsent(pass, state.outbox);
	const next: WatchState = {
		alerts: trimmedAlerts(telling.alerts, now),
		outbox: told.length === 0 ? unsent : [...unsent, noticeOf(pass, told)],
		findings: findingsAfter(state.findings, seen, now),
		inventory: seen.inventory,
		askedLast: seen.askedLast === undefined ? state.askedLast : seen.askedLast,
		lastPassAt: now,
	};
	await store.writeState(next, stored.version);
	return { changes, told, waiting: next.outbox.length };
}

function followed(pass: WatchPass, state: WatchState, looks: readonly Look[]) {
	const { postures, policy, cursor, now } = pass;
	const there = new Set(postures.map(({ endpoint, createdAt }) => `${endpoint}@${createdAt}`));
	const groups = new Set(policy.groups.map(({ name }) => name));
	const isThere = ({ endpoint, createdAt, group }: Alert) =>
		endpoint === null
			? group === undefined || groups.has(group)
			: cursor.failedPasses > 0 || there.has(`${endpoint}@${createdAt}`);
	const present = withoutGone(state.alerts, isThere, now);
	const news = withoutEchoes(looks, echoFactsOf(pass));
	const { alerts, changes } = followAlerts(present.alerts, news);
	return { alerts, changes: [...present.changes, ...changes] };
}

function echoFactsOf({ control: { held }, postures, now }: WatchPass) {
	return { held, postures, now };
}

/** What began and what is told gets the causes of now, none where nothing is dearer any more. */
async function explained(
	pass: WatchPass,
	changes: readonly AlertChange[],
	{ alerts, told }: Telling,
): Promise<Telling> {
	const spoken = [...changes, ...told].filter(({ kind }) => kind !== "resolved");
	const fresh = new Set(spoken.map(({ alert }) => fingerprintOf(alert)));
	const causes = await explainAlerts(pass, spoken);
	const withCauses = (alert: Alert): Alert =>
		fresh.has(fingerprintOf(alert)) ? { ...alert, causes: causesFor(alert, causes, pass) } : alert;
	return {
		alerts: alerts.map(withCauses),
		told: told.map((each) => ({ ...each, alert: withCauses(each.alert) })),
	};
}

/** The namespace's alert names every cause, a group's those of its members, an endpoint's its own. */
function causesFor(
	{ endpoint: own, group: name }: Alert,
	causes: readonly AlertCause[],
	{ policy, postures }: WatchPass,
): readonly AlertCause[] {
	if (own !== null) return causes.filter(({ endpoint }) => endpoint === own);
	const group = policy.groups.find((each) => each.name === name);
	if (group === undefined) return causes;
	const members = postures.filter(({ observed }) => isMember(group, observed));
	const names = new Set(members.map(({ endpoint }) => endpoint));
	return causes.filter(({ endpoint }) => names.has(endpoint));
}

/** One notice for everything of a pass; its first alert and the instant make it one of a kind. */
function noticeOf(pass: WatchPass, told: readonly ToldAlert[]): Notice {
	const { deps, policy, reading, now } = pass;
	const { name, zone, mode } = policy.budget;
	const { namespace } = deps;
	const groups = pass.groups.map(({ budget, reading: own }) => ({
		name: budget.name,
		reading: own,
	}));
	const message = alertMessage({ namespace, mode, zone, now, told, reading, groups });
	const { rule, endpoint } = (told[0] as ToldAlert).alert;
	const period = reading?.period.key ?? "no-period";
	const id = `${name}/${period}/alert/${rule}/${endpoint ?? "*"}/${now}`;
	return { id, kind: "alert", createdAt: now, readyAt: now, message };
}

async function stillUnsent(pass: WatchPass, outbox: readonly Notice[]): Promise<readonly Notice[]> {
	const guard = guardStore(pass.deps.table, pass.deps.namespace);
	const sent = await Promise.all(outbox.map(({ id }) => guard.isSentEverywhere(id)));
	return outbox.filter((notice, index) => !sent[index] && pass.now - notice.createdAt < giveUpMs);
}

/** Senders give a channel up after a day. */
const giveUpMs = 25 * 3_600_000;
const keepFindingsMs = 24 * 3_600_000;
const mostFindings = 100;

/** The newest of each kind: what goes on for hours is one finding. */
function findingsAfter(
	known: readonly WatchFinding[],
	{ findings = [] }: Seen,
	now: number,
): readonly WatchFinding[] {
	const byKind = new Map(
		[...known, ...findings].map((each) => [`${each.endpoint} ${each.what}`, each]),
	);
	return [...byKind.values()]
		.filter(({ at }) => now - at < keepFindingsMs)
		.toSorted((a, b) => b.at - a.at)
		.slice(0, mostFindings);
}
