import { judgedBudget, latchesAfter } from "../../core/decide/decide-budgets.ts";
import { openPages } from "../../core/notify/open-pages.ts";
import { isRecordOf, type RestoreStep } from "../../core/restore/plan-restore.ts";
import { canTell } from "../../core/verify/first-trim.ts";
import { stepKey } from "../../core/verify/step-key.ts";
import type { Control, Held, ScalingPut, TierEvent } from "../../domain/control.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Decision, Plan } from "../../domain/plan.ts";
import { tierOrder } from "../../domain/policy.ts";
import type { Period } from "../../domain/reading.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { isSameRecord } from "../store/is-same-record.ts";
import { savingStore } from "../store/saving-store.ts";
import { endedActions } from "./actions.ts";
import { carryOutRestore, type Returned, writtenOf } from "./carry-out-restore.ts";
import { type Carried, carryOutStep, rejected } from "./carry-out-step.ts";
import { heldAfterStep, type Intents, identityOf, intend } from "./held-entries.ts";
import { noticesOf } from "./notices-of.ts";
import { type GuardPass, judgedGroups } from "./pass.ts";
import type { PassFacts } from "./pass-facts.ts";
import { planPass } from "./plan-pass.ts";
import { recordIntent, recordOutcome } from "./record-pass.ts";

/**
 * Verify → plan → write intents and drafts → act → write outcomes and notices. The control item is written
 * only when it changes, and always together with the notices that the change causes.
 */
export async function actOnDecision(pass: GuardPass, decision: Decision): Promise<void> {
	const planned = await planPass(pass, decision);
	const { standing, plan, restore } = planned;
	const intents = await intend(pass, plan.steps, standing);
	const decisions = [decision, ...pass.groups.map((group) => group.decision)];
	const generation = intents.generation + (decisions.some(isRise) ? 1 : 0);
	const draft: PassFacts = {
		...planned,
		pass,
		decision,
		records: [...pass.records, ...intents.records],
		carried: new Map(),
		returned: new Map(),
	};
	const intended = controlAfter(draft, returning(pass, intents.held, restore.steps), generation);
	const acts = plan.steps.length > 0 || restore.steps.length > 0;
	await recordIntent(pass, { decision, plan, restores: restore.steps, held: intents.held });
	const version = acts ? await save(pass, intended, pass.control.version) : pass.control.version;
	const [carried, returned] = await Promise.all([
		carryOut(pass, plan, intents, standing),
		putBack(
			pass,
			restore.steps.map((step) => step),
		),
	]);
	await recordOutcome(pass, { carried, returned, held: intents.held });
	const facts = { ...draft, carried, returned };
	const held = outcomes(facts, intents.held);
	const after = controlAfter(facts, held, generation);
	const pruned = { ...after, outbox: await unsent(pass, after.outbox) };
	const saving = savingStore(pass.deps.table, pass.deps.namespace);
	for (const action of endedActions(pass.before.held, held, pass.now)) {
		await saving.writeEnded(action, pass.now);
	}
	// The first pass stores the control item even where nothing happened: without it no pass is quiet.
	if (!isSameRecord(pruned, acts ? intended : pass.control.value))
		await save(pass, pruned, version);
	if (pruned.outbox.length > 0) await announce(pass);
}

async function carryOut(
	pass: GuardPass,
	plan: Plan,
	{ accepted, held }: Intents,
	standing: readonly Held[],
): Promise<Map<string, Carried>> {
	const entries = plan.steps.map(async (step): Promise<[string, Carried]> => {
		if (!accepted.has(step.endpoint)) {
			const detail = "its restore record could not be written and read back";
			return [step.endpoint, rejected(detail, null)];
		}
		const isHeld = (entry: Held) => isSameEndpoint(entry, step);
		const carried = await carryOutStep(pass, step, standing.find(isHeld));
		noteStep(pass, held.find(isHeld), carried);
		return [step.endpoint, carried];
	});
	return new Map(await Promise.all(entries));
}

/** Each try of a step stands in the log under the step's one key. */
function noteStep({ deps }: GuardPass, held: Held | undefined, { outcome }: Carried): void {
	if (held === undefined) return;
	deps.log.info("step", {
		key: stepKey(held.budget ?? deps.policy.budget.name, held),
		endpoint: held.endpoint,
		...(held.budget === undefined ? {} : { budget: held.budget }),
		tier: held.tier,
		method: held.method,
		rung: held.rung,
		generation: held.generation,
		outcome: outcome.kind,
	});
}

async function putBack(
	pass: GuardPass,
	steps: readonly RestoreStep[],
): Promise<Map<string, Returned>> {
	const entries = steps.map(
		async (step): Promise<[string, Returned]> => [
			step.held.endpoint,
			await carryOutRestore(pass, step),
		],
	);
	return new Map(await Promise.all(entries));
}

/** Written before the first call: a resume that resets the scaling must not look like a person's change. */
function returning(
	{ now }: GuardPass,
	held: readonly Held[],
	steps: readonly RestoreStep[],
): Held[] {
	const leaving = new Map(steps.map((step) => [step.held.endpoint, step]));
	return held.map((entry) => {
		const step = leaving.get(entry.endpoint);
		if (step === undefined || entry.status === "recorded") return entry;
		return { ...entry, written: writtenOf(entry, step), status: "restoring", statusSince: now };
	});
}

function outcomes(facts: PassFacts, intended: readonly Held[]): Held[] {
	return intended.flatMap((held) => {
		const returned = facts.returned.get(held.endpoint);
		if (returned !== undefined) return returned.next ?? [];
		const carried = facts.carried.get(held.endpoint);
		if (carried === undefined) return held;
		const previous = facts.standing.find((entry) => entry.endpoint === held.endpoint);
		const record = facts.records.find(
			(each) => previous !== undefined && isRecordOf(each, previous),
		);
		const { limits } = facts.pass.deps.policy;
		return heldAfterStep(held, carried, { previous, record, now: facts.pass.now, limits }) ?? [];
	});
}

/** A transition is a generation of its own: a second one to the same tier is another one, and is said. */
function isRise({ tier, previousTier }: Decision): boolean {
	return tierOrder.indexOf(tier) > tierOrder.indexOf(previousTier);
}

/** Control with these held endpoints, the decision's tier, and the notices that the change causes. */
function controlAfter(facts: PassFacts, held: readonly Held[], generation: number): Control {
	const { pass, decision } = facts;
	const { before, now } = pass;
	const samePeriod = before.periodKey === decision.periodKey;
	const changed = !samePeriod || before.tier !== decision.tier;
	const notices = noticesOf(facts, held, generation);
	const { told } = before;
	const fresh = notices.filter((notice) => !told.includes(notice.id));
	return {
		periodKey: decision.periodKey,
		tier: decision.tier,
		tierSince: changed ? now : before.tierSince,
		budgetMicroUsd: judgedBudget(pass.reading, before),
		generation,
		...(decision.hour === null ? {} : { hour: decision.hour }),
		belowSince: decision.belowSince,
		uncertainSince: decision.uncertainSince,
		...groupsAfter(pass),
		held,
		outbox: mergeNotices(before.outbox, fresh),
		history: historyAfter(before, decision, changed),
		told: [...told, ...fresh.map((notice) => notice.id)].slice(-mostTold),
		...pagesAfter(facts, held, fresh),
		...accountAfter(facts),
		scalingPut: scalingPutAfter(facts),
		ceilings: facts.ceilings,
		...wordAfter(facts),
		putBack: putBackAfter(samePeriod ? before.putBack : [], held, pass.reading.period),
	};
}

/** Who an endpoint was changed by, right after the guard had changed it. */
function accountAfter({ pass, carried }: PassFacts): Pick<Control, "account"> {
	const written = [...carried.values()].filter(({ isSent }) => isSent);
	const seen = written.findLast(({ after }) => after?.updatedBy != null)?.after?.updatedBy;
	const account = seen ?? pass.before.account;
	return account === undefined ? {} : { account };
}

function pagesAfter(
	{ pass, decision }: PassFacts,
	held: readonly Held[],
	fresh: readonly Notice[],
): Pick<Control, "pages"> {
	const { before, cursor, deps } = pass;
	const budget = deps.policy.budget.name;
	const pages = openPages(before.pages, fresh, {
		budget,
		decision,
		groups: judgedGroups(pass),
		held,
		cursor,
	});
	return pages.length === 0 ? {} : { pages };
}

function groupsAfter({ groups, before, deps }: GuardPass): Pick<Control, "groups"> {
	const latches = latchesAfter(groups, before.groups ?? [], deps.policy);
	return latches.length === 0 ? {} : { groups: latches };
}

function wordAfter({ word }: PassFacts): Pick<Control, "word"> {
	return word.pending === null && word.answered.length === 0 ? {} : { word };
}

/** The first change of a scaling that the account took, and that replicas could show, is watched. */
function scalingPutAfter({ scalingPut, plan, carried, pass }: PassFacts): ScalingPut {
	if (scalingPut.kind !== "unknown") return scalingPut;
	const first = plan.steps.find(
		(step) => canTell(step) && carried.get(step.endpoint)?.isSent === true,
	);
	return first === undefined
		? scalingPut
		: { kind: "watching", endpoint: first.endpoint, at: pass.now };
}

/** What was stopped in this period and is back in it already: a second stop is left to a person. */
function putBackAfter(known: readonly string[], held: readonly Held[], period: Period): string[] {
	const isOfToday = ({ budget, periodKey, written }: Held) =>
		budget === undefined ? periodKey === period.key : written.at >= period.from;
	const back = held.filter((entry) => entry.status === "restored" && isOfToday(entry));
	return [...new Set([...known, ...back.map(identityOf)])];
}

const mostTold = 60;
const mostHistory = 40;

function mergeNotices(old: readonly Notice[], fresh: readonly Notice[]): Notice[] {
	const ids = new Set(fresh.map((notice) => notice.id));
	return [...old.filter((notice) => !ids.has(notice.id)), ...fresh];
}

function historyAfter(before: Control, decision: Decision, changed: boolean): readonly TierEvent[] {
	if (!changed) return before.history;
	const rose = tierOrder.indexOf(decision.tier) > tierOrder.indexOf(before.tier);
	const event: TierEvent = {
		at: decision.at,
		tier: decision.tier,
		ratio: decision.ratio,
		...(decision.window === "hour" && { window: "hour" }),
		reason: rose ? "above-threshold" : decision.reason,
	};
	return [...before.history, event].slice(-mostHistory);
}

/** Entries that every channel has are forgotten; the sender says so in the notification log. */
async function unsent(pass: GuardPass, outbox: readonly Notice[]): Promise<Notice[]> {
	const sent = await Promise.all(outbox.map((notice) => pass.store.isSentEverywhere(notice.id)));
	return outbox.filter((_, index) => sent[index] !== true);
}

async function save(pass: GuardPass, control: Control, version: number): Promise<number> {
	return pass.store.writeControl(control, version);
}

async function announce({ deps }: GuardPass): Promise<void> {
	const { namespace } = deps;
	const at = deps.clock.now();
	await deps.bus.publish({ type: "guard.notices", version: 1, namespace, at });
}
