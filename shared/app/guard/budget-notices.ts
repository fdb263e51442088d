import { newPeriodMessage, uncertainMessage } from "../../core/notify/event-message.ts";
import { tierMessage } from "../../core/notify/tier-message.ts";
import { planRestore, type RestorePlan } from "../../core/restore/plan-restore.ts";
import type { Held } from "../../domain/control.ts";
import type { Message, Notice } from "../../domain/notice.ts";
import type { Step } from "../../domain/plan.ts";
import { tierOrder, writesIn } from "../../domain/policy.ts";
import { isTheCrossing } from "./ask-notices.ts";
import { earlyNotices } from "./early-notices.ts";
import { noticeTimes } from "./notice-times.ts";
import { contextOf, noticeOf, type PassFacts } from "./pass-facts.ts";
import { restoreFacts } from "./plan-pass.ts";

/** What there is to say of one budget; `whole` is the pass as it is for all of them. */
export function budgetNotices(facts: PassFacts, whole: PassFacts, generation: number): Notice[] {
	return [
		...periodNotice(facts, whole),
		...tierNotice(facts, generation),
		...laterStepsNotice(facts, generation),
		...earlyNotices(facts),
		...uncertainNotice(facts),
	];
}

function periodNotice(facts: PassFacts, whole: PassFacts): Notice[] {
	const { before, reading } = facts.pass;
	const isNew = before.periodKey !== reading.period.key;
	if (!isNew || (before.tier === "ok" && facts.standing.length === 0)) return [];
	const { steps } = restoreAhead(facts, whole);
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

const active: ReadonlySet<string> = new Set(["intended", "applied", "restoring"]);

/** What the restores of the new day will be, as far as can be known when it begins. */
function restoreAhead({ pass, standing }: PassFacts, whole: PassFacts): RestorePlan {
	const gates = restoreFacts(whole.pass, whole.decision);
	const { limits } = gates.policy;
	return planRestore({
		...gates,
		held: standing,
		reading: { ...gates.reading, stale: false },
		policy: { ...gates.policy, limits: { ...limits, endpointsPerPassRatio: 1 } },
		now: pass.reading.period.from + limits.restoreDelayMs,
	});
}

/** First steps on an endpoint after a hold, a restore or a person's change ended: nobody was told of them. */
function laterStepsNotice(facts: PassFacts, generation: number): Notice[] {
	const { pass, plan, decision, standing, carried } = facts;
	const { before, now } = pass;
	const rises = tierOrder.indexOf(decision.tier) > tierOrder.indexOf(decision.previousTier);
	// What a person's word let through was a question before, and is news when it is done.
	const isLate =
		now - before.tierSince > noticeTimes.laterMs.value || pass.deps.writer.mode === "ask";
	const goesOn = standing.some(
		(held) => isOurs(held) && now - held.heldSince < noticeTimes.waveMs.value,
	);
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
	return [isDraft ? { ...notice, readyAt: pass.now + noticeTimes.draftMs.value } : notice];
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
