import { blindMessage, seenAgainMessage } from "../../core/notify/blind-message.ts";
import {
	newPeriodMessage,
	noEffectMessage,
	restoredMessage,
	restoreFailedMessage,
	supersededMessage,
	uncertainMessage,
} from "../../core/notify/event-message.ts";
import { tierMessage } from "../../core/notify/tier-message.ts";
import { isRecordOf, planRestore, type RestorePlan } from "../../core/restore/plan-restore.ts";
import type { HeldEvent } from "../../core/verify/verify-held.ts";
import type { Held } from "../../domain/control.ts";
import type { Message, Notice } from "../../domain/notice.ts";
import type { Step } from "../../domain/plan.ts";
import { tierOrder, writesIn } from "../../domain/policy.ts";
import { actingNotices } from "./acting-notices.ts";
import { askNotices, isTheCrossing } from "./ask-notices.ts";
import type { Returned } from "./carry-out-restore.ts";
import { earlyNotices } from "./early-notices.ts";
import { groupNotices } from "./group-notices.ts";
import { overrideNotices } from "./override-notices.ts";
import { contextOf, lastingNotice, noticeOf, type PassFacts } from "./pass-facts.ts";
import { unacknowledgedNotices } from "./unacknowledged-notices.ts";

/** A draft waits this long for its outcome, in case the pass dies in between. */
const draftMs = 120_000;

/** The notices that a pass causes. Each has an identity, so that saying it again says nothing new. */
export function noticesOf(facts: PassFacts, held: readonly Held[], generation: number): Notice[] {
	return [
		...blindNotice(facts),
		...seenAgainNotice(facts),
		...periodNotice(facts),
		...tierNotice(facts, generation),
		...askNotices(facts, generation),
		...laterStepsNotice(facts, generation),
		...earlyNotices(facts),
		...groupNotices(facts),
		...uncertainNotice(facts),
		...heldNotices(facts),
		...overrideNotices(facts, draftMs),
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
	const last = before.told.findLast((id) => id.startsWith(prefix));
	if (last === undefined || cursor.failedPasses > 0 || reading.stale) return [];
	const since = Number(last.slice(prefix.length));
	const message = seenAgainMessage(contextOf(facts), { since, reading });
	return [lastingNotice(facts, `seen/${since}`, "guard-blind", message)];
}

function periodNotice(facts: PassFacts): Notice[] {
	const { before, reading } = facts.pass;
	const isNew = before.periodKey !== reading.period.key;
	if (!isNew || (before.tier === "ok" && facts.standing.length === 0)) return [];
	const { steps } = restoreAhead(facts);
	const comes = writesIn(facts.pass.deps.writer.mode) ? steps.length : 0;
	const held = facts.standing.filter((entry) => active.has(entry.status)).length;
	const message = newPeriodMessage(contextOf(facts), {
		reached: before.tier,
		comes,
		stays: held - comes,
		reading,
	});
	return [noticeOf(facts, "new-period", "new-period", message)];
}

/** What the restores of the new day will be, as far as can be known when it begins. */
function restoreAhead({ pass, standing, decision }: PassFacts): RestorePlan {
	const { policy } = pass.deps;
	const allAtOnce = { ...policy, limits: { ...policy.limits, endpointsPerPassRatio: 1 } };
	return planRestore({
		held: standing,
		records: pass.records,
		endpoints: pass.endpoints,
		overrides: pass.overrides,
		reading: { ...pass.reading, stale: false },
		tier: decision.tier,
		policy: allAtOnce,
		usualRestMicroUsd: pass.usualRestMicroUsd,
		now: pass.reading.period.from + policy.limits.restoreDelayMs,
	});
}

/** Steps that come so long after the rise, or after other steps, that no notice can have meant them. */
const laterMs = 15 * 60_000;
const waveMs = 5 * 60_000;

/** First steps on an endpoint after a hold, a restore or a person's change ended: nobody was told of them. */
function laterStepsNotice(facts: PassFacts, generation: number): Notice[] {
	const { pass, plan, decision, standing, carried } = facts;
	const { before, now } = pass;
	const rises = tierOrder.indexOf(decision.tier) > tierOrder.indexOf(decision.previousTier);
	// What a person's word let through was a question before, and is news when it is done.
	const isLate = now - before.tierSince > laterMs || pass.deps.writer.mode === "ask";
	const goesOn = standing.some((held) => isOurs(held) && now - held.heldSince < waveMs);
	const fresh = plan.steps.filter(
		(step) => !standing.some((held) => held.endpoint === step.endpoint && isOurs(held)),
	);
	const isQuiet = decision.tier === "ok" || fresh.length === 0 || carried.size === 0;
	if (rises || goesOn || !isLate || isQuiet) return [];
	const message = messageOfTier(facts, fresh);
	return [noticeOf(facts, `${decision.tier}/later/${generation}`, "tier", message)];
}

function isOurs({ status }: Held): boolean {
	return status === "intended" || status === "applied" || status === "recorded";
}

/** One notice per rise; a jump over tiers is one rise. */
function tierNotice(facts: PassFacts, generation: number): Notice[] {
	const { decision, pass, plan, carried } = facts;
	if (tierOrder.indexOf(decision.tier) <= tierOrder.indexOf(decision.previousTier)) return [];
	if (isTheCrossing(facts)) return [];
	const notice = noticeOf(
		facts,
		`${decision.tier}/up/${generation}`,
		"tier",
		messageOfTier(facts, plan.steps),
	);
	const isDraft = plan.steps.length > 0 && carried.size === 0;
	return [isDraft ? { ...notice, readyAt: pass.now + draftMs } : notice];
}

function messageOfTier(facts: PassFacts, steps: readonly Step[]): Message {
	const { decision, pass, plan, carried } = facts;
	return tierMessage({
		namespace: pass.deps.namespace,
		mode: pass.deps.writer.mode,
		policy: pass.deps.policy,
		reading: pass.reading,
		decision,
		postures: pass.postures,
		acted: steps.map((step) => ({
			step,
			outcome: carried.get(step.endpoint)?.outcome ?? null,
		})),
		postponed: plan.postponed,
		untouched: plan.untouched,
		remarks: plan.remarks,
	});
}

function uncertainNotice(facts: PassFacts): Notice[] {
	const { decision, pass } = facts;
	if (decision.uncertainSince === null) return [];
	const waited = pass.now - decision.uncertainSince;
	if (waited < pass.deps.policy.limits.uncertainPageAfterMs) return [];
	const message = uncertainMessage(contextOf(facts), pass.reading);
	return [noticeOf(facts, "uncertain", "uncertain", message)];
}

function heldNotices(facts: PassFacts): Notice[] {
	const verified = facts.events.flatMap(({ held, event }) => eventNotice(facts, held, event));
	const returned = [...facts.returned].flatMap(([name, { next, event }]) => {
		const held = next ?? facts.standing.find((entry) => entry.endpoint === name);
		return held === undefined ? [] : returnNotice(facts, held, event);
	});
	return [...verified, ...returned];
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

function supersededNotice(facts: PassFacts, held: Held): Notice[] {
	const { pass } = facts;
	const endpoint = pass.endpoints.find((candidate) => candidate.name === held.endpoint);
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
	const back = held.filter((entry) => entry.status === "restored");
	const waiting = stillWaiting(facts, held);
	const settled = waiting.every(({ reason }) => reason !== null && finalWaits.has(reason));
	if (back.length === 0 || !settled) return [];
	const pairs = back.flatMap((entry) => {
		const record = facts.records.find((candidate) => isRecordOf(candidate, entry));
		return record === undefined ? [] : [{ held: entry, record }];
	});
	const { reading } = facts.pass;
	const message = restoredMessage(contextOf(facts), {
		back: pairs,
		waiting: waiting.flatMap(({ endpoint, reason }) =>
			reason === null ? [] : [{ endpoint, reason }],
		),
		reading,
	});
	const lastBack = Math.max(...back.map((entry) => entry.statusSince));
	const id = `${facts.pass.deps.policy.budget.name}/${back[0]?.periodKey}/restored/down/${generation}/${lastBack}`;
	return [{ ...noticeOf(facts, "", "restored", message), id }];
}

function stillWaiting(facts: PassFacts, held: readonly Held[]) {
	const waits = new Map(facts.restore.waiting.map(({ endpoint, reason }) => [endpoint, reason]));
	return held
		.filter((entry) => active.has(entry.status))
		.map(({ endpoint }) => ({ endpoint, reason: waits.get(endpoint) ?? null }));
}
