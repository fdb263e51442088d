import { blindMessage, seenAgainMessage } from "../../core/notify/blind-message.ts";
import {
	noEffectMessage,
	restoredMessage,
	restoreFailedMessage,
	supersededMessage,
} from "../../core/notify/event-message.ts";
import { isRecordOf } from "../../core/restore/plan-restore.ts";
import { type HeldEvent, restoredKeptMs } from "../../core/verify/verify-held.ts";
import type { Control, Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Notice } from "../../domain/notice.ts";
import { actingNotices } from "./acting-notices.ts";
import { askNotices } from "./ask-notices.ts";
import { budgetNotices } from "./budget-notices.ts";
import { budgetsOf } from "./budgets-of.ts";
import type { Returned } from "./carry-out-restore.ts";
import { identityOf } from "./held-entries.ts";
import { noticeTimes } from "./notice-times.ts";
import { overrideNotices } from "./override-notices.ts";
import { contextOf, lastingNotice, noticeOf, type PassFacts } from "./pass-facts.ts";
import { unacknowledgedNotices } from "./unacknowledged-notices.ts";

/** The notices that a pass causes. Each has an identity, so that saying it again says nothing new. */
export function noticesOf(facts: PassFacts, held: readonly Held[], generation: number): Notice[] {
	return [
		...blindNotice(facts),
		...seenAgainNotice(facts),
		...askNotices(facts, generation),
		...budgetsOf(facts).flatMap((own) => budgetNotices(own, facts, generation)),
		...heldNotices(facts),
		...takenOverNotices(facts, held),
		...overrideNotices(facts),
		...unacknowledgedNotices(facts.pass, { decision: facts.decision, held }),
		...restoredNotice(facts, held, generation),
		...actingNotices(facts),
	];
}

/** Failed lists in a row before a person is told (docs/how-it-decides.md 7, guard-blind: 3 passes). */
const blindAfterPasses = 3;

function blindNotice(facts: PassFacts): Notice[] {
	const { cursor, reading } = facts.pass;
	if (cursor.failedPasses < blindAfterPasses) return [];
	const since = cursor.observedUntil;
	const message = blindMessage(contextOf(facts), { since, reading, problem: cursor.lastError });
	return [lastingNotice(facts, `blind/${since}`, "guard-blind", message)];
}

/** The end of a blindness that was told is told too, once. */
function seenAgainNotice(facts: PassFacts): Notice[] {
	const { cursor, reading, before, deps } = facts.pass;
	const prefix = `${deps.policy.budget.name}/blind/`;
	const told = before.told.filter((id) => id.startsWith(prefix));
	// A reminder of it has an identity that goes on after the instant.
	const since = told.map((id) => Number(id.slice(prefix.length))).findLast(Number.isFinite);
	if (since === undefined || cursor.failedPasses > 0 || reading.stale) return [];
	const message = seenAgainMessage(contextOf(facts), { since, reading });
	return [lastingNotice(facts, `seen/${since}`, "guard-blind", message)];
}

function heldNotices(facts: PassFacts): Notice[] {
	const verified = facts.events.flatMap(({ held, event }) => eventNotice(facts, held, event));
	const returned = [...facts.returned].flatMap(([name, { next, event }]) => {
		const held = next ?? facts.standing.find((entry) => entry.endpoint === name);
		return held === undefined ? [] : returnNotice(facts, held, event);
	});
	return [...verified, ...returned];
}

/** What a step found changed by a person when it read the endpoint. */
function takenOverNotices(facts: PassFacts, held: readonly Held[]): Notice[] {
	return held.flatMap((entry) => {
		const after = facts.carried.get(entry.endpoint)?.after;
		const before = facts.standing.find((each) => identityOf(each) === identityOf(entry));
		const isNews = entry.status === "superseded" && before?.status !== "superseded";
		return after != null && isNews ? supersededNotice(facts, entry, after) : [];
	});
}

function eventNotice(facts: PassFacts, held: Held, event: HeldEvent): Notice[] {
	const endpoint = facts.pass.endpoints.find((candidate) => candidate.name === held.endpoint);
	const context = contextOf(facts);
	if (event === "no-effect") {
		const message = noEffectMessage(context, { held, endpoint });
		return [
			noticeOf(facts, `cannot-cut/${held.endpoint}/${held.generation}`, "cannot-cut", message),
		];
	}
	return event === "superseded" ? supersededNotice(facts, held) : [];
}

function returnNotice(facts: PassFacts, held: Held, event: Returned["event"]): Notice[] {
	if (event === "superseded") return supersededNotice(facts, held);
	const record = facts.records.find((candidate) => isRecordOf(candidate, held));
	if (event !== "failed" || record === undefined) return [];
	const message = restoreFailedMessage(contextOf(facts), { held, record });
	const id = `restore-failed/${held.endpoint}/${held.generation}`;
	return [noticeOf(facts, id, "restore-failed", message)];
}

function supersededNotice(facts: PassFacts, held: Held, read?: Endpoint): Notice[] {
	const { pass } = facts;
	const listed = pass.endpoints.find((candidate) => candidate.name === held.endpoint);
	const endpoint = read ?? listed;
	if (endpoint === undefined) return [];
	const replicas = endpoint.state === "paused" ? 0 : endpoint.scaling.maxReplica;
	const message = supersededMessage(contextOf(facts), {
		endpoint,
		period: pass.reading.period,
		ratePerHour: replicas * pass.priceOf(endpoint).hi,
	});
	return [noticeOf(facts, `superseded/${held.endpoint}/${held.generation}`, "superseded", message)];
}

const active: ReadonlySet<string> = new Set(["intended", "applied", "restoring"]);

/** Waits that no later pass of this day ends by itself. */
const finalWaits: ReadonlySet<string> = new Set([
	"over-budget",
	"forecast-stands",
	"envelope",
	"record-too-old",
	"record-missing",
	"stopped-again",
]);

/** Said when the last endpoint that can come back for now is back; a later one is said anew. */
function restoredNotice(facts: PassFacts, held: readonly Held[], generation: number): Notice[] {
	const { before, now, reading, deps } = facts.pass;
	const forgotten = forgottenUntold(facts);
	// What came back in this very pass is said later: the draft of a notice has the identity of its outcome.
	const remembered = forgotten.length > 0 ? facts.standing : held;
	const back = [...forgotten, ...remembered.filter(({ status }) => status === "restored")];
	const lastBack = Math.max(...back.map((entry) => entry.statusSince));
	if (back.length === 0 || lastBack <= lastToldBack(before)) return [];
	const waiting = stillWaiting(facts, held);
	const settled = waiting.every(({ wait }) => wait !== null && finalWaits.has(wait.reason));
	const isAtWork = facts.restore.steps.length > 0;
	const quietMs = noticeTimes.toldBackShare.value * restoredKeptMs(deps.policy.limits);
	const isLate = !isAtWork && now - lastBack >= quietMs;
	if (!(forgotten.length > 0 || settled || isLate)) return [];
	const pairs = back.flatMap((entry) => {
		const record = facts.records.find((candidate) => isRecordOf(candidate, entry));
		return record === undefined ? [] : [{ held: entry, record }];
	});
	const message = restoredMessage(contextOf(facts), {
		back: pairs,
		waiting: waiting.flatMap(({ wait }) => wait ?? []),
		reading,
	});
	const id = `${deps.policy.budget.name}/${back[0]?.periodKey}${restoredInId}${generation}/${lastBack}`;
	return [{ ...noticeOf(facts, "", "restored", message), id }];
}

const restoredInId = "/restored/down/";

/** Where no pass ran for a while, this one forgets what came back before anybody was told: now or never. */
function forgottenUntold({ pass: { before }, standing }: PassFacts): Held[] {
	const kept = new Set(standing.map(identityOf));
	const lastTold = lastToldBack(before);
	return before.held.filter(
		(entry) =>
			entry.status === "restored" && entry.statusSince > lastTold && !kept.has(identityOf(entry)),
	);
}

/** When the last endpoint came back of which it was told, by the identity of that notice; 0: of none. */
function lastToldBack({ told }: Control): Instant {
	const id = told.findLast((each) => each.includes(restoredInId)) ?? "";
	return Number(id.slice(id.lastIndexOf("/") + 1));
}

function stillWaiting(facts: PassFacts, held: readonly Held[]) {
	const waits = new Map(facts.restore.waiting.map((wait) => [wait.endpoint, wait]));
	return held
		.filter((entry) => active.has(entry.status))
		.map(({ endpoint }) => ({ endpoint, wait: waits.get(endpoint) ?? null }));
}
