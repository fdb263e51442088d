import { dueBetween } from "../../core/schedule/due-entries.ts";
import { planSchedules, type SchedulePlan } from "../../core/schedule/plan-schedules.ts";
import {
	newcomers,
	refreshed,
	rememberAs,
	startSchedules,
	waitingFor,
	withIntended,
} from "../../core/schedule/schedule-memory.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { isSameScaling } from "../../domain/same-scaling.ts";
import type { Scheduled, ScheduleState, ScheduleStep } from "../../domain/schedule.ts";
import { appendAudit } from "../audit/audit-log.ts";
import { guardStore } from "../store/guard-store.ts";
import { isSameRecord } from "../store/is-same-record.ts";
import type { Stored } from "../store/record.ts";
import { scheduleStore } from "../store/schedule-store.ts";
import { isSameConfiguration } from "./carry-out-step.ts";
import type { GuardPass, QuickLook } from "./pass.ts";
import { groupsOf } from "./plan-pass.ts";

/**
 * Sets what the schedules of the policy ask for, under the lease of a pass and after everything that saves
 * money. Without schedules it costs nothing; with them one read, and more only when an entry is due, waits, or
 * the fleet has changed. A step that is not seen afterwards is taken again on the next pass.
 */
export async function followSchedules(
	look: QuickLook,
	wholePass: (look: QuickLook) => Promise<GuardPass>,
): Promise<void> {
	const { deps, now, cursor } = look;
	if (deps.policy.schedules.length === 0 || look.reading.stale) return;
	const store = scheduleStore(deps.table, deps.namespace);
	const stored = await store.read();
	const key = JSON.stringify(deps.policy.schedules);
	const known = stored.value?.key === key ? stored.value : null;
	if (known !== null && !hasWork(known, look)) return;
	const pass = await wholePass(look);
	const fresh = { key, since: now, fingerprint: cursor.fingerprint, lookedAt: now };
	const facts = await factsOf(pass);
	const state = known ?? startSchedules(facts, { ...fresh, isWaiting: false });
	const save = async (next: ScheduleState, { value, version }: Stored<ScheduleState>) => {
		if (isSameRecord(next, value)) return { value, version };
		return { value: next, version: await store.write(next, version) };
	};
	const endpoints = [...state.endpoints, ...newcomers(facts, state)];
	const plan = planSchedules({ ...facts, state: { ...state, endpoints } });
	// Written before the first call, so that a pass that dies half-way is not taken for a person.
	const intended = { ...state, endpoints: withIntended(endpoints, plan.steps) };
	const before = plan.steps.length > 0 ? await save(intended, stored) : stored;
	const after = await followed(pass, { facts, plan, state: intended, former: endpoints });
	await save({ ...after, fingerprint: cursor.fingerprint, lookedAt: now }, before);
}

function hasWork(state: ScheduleState, { cursor, deps, now, control }: QuickLook): boolean {
	if (state.isWaiting || state.fingerprint !== cursor.fingerprint) return true;
	const held = control.value?.held ?? [];
	const isFree = ({ endpoint }: Scheduled) => !held.some((each) => each.endpoint === endpoint);
	// What the guard put back is looked at once it is free: from then on a change is a person's.
	if (state.endpoints.some((each) => each.isHeld === true && isFree(each))) return true;
	return dueBetween(deps.policy.schedules, state.lookedAt, now).length > 0;
}

async function factsOf(pass: GuardPass) {
	const { deps, now, endpoints, records, overrides, reading, priceOf } = pass;
	// What this pass has just done to an endpoint is in the control item.
	const control = (await guardStore(deps.table, deps.namespace).readControl()).value;
	const held = control?.held ?? [];
	const tier = control?.tier ?? "ok";
	const groups = groupsOf(pass);
	const heldBefore = pass.before.held;
	const { policy } = deps;
	const holds = { held, heldBefore, records };
	return { policy, reading, tier, groups, endpoints, ...holds, overrides, priceOf, now };
}

type Following = {
	readonly facts: Awaited<ReturnType<typeof factsOf>>;
	readonly plan: SchedulePlan;
	readonly state: ScheduleState;
	/** As it was on record before these steps. */
	readonly former: readonly Scheduled[];
};

async function followed(
	pass: GuardPass,
	{ facts, plan, state, former }: Following,
): Promise<ScheduleState> {
	const done = await Promise.all(plan.steps.map((step) => carryOut(pass, step)));
	if (plan.steps.length > 0) await record(pass, plan.steps, done);
	const news = [...plan.settled, ...done.flatMap((each) => (isOutcome(each) ? each : []))];
	const isNews = ({ endpoint }: Scheduled) => news.some((each) => each.endpoint === endpoint);
	const open = new Set([...plan.waiting, ...plan.steps].map(({ endpoint }) => endpoint));
	const unsent = plan.steps.filter((_, index) => done[index] === "unsent");
	const rest = withdrawn(state.endpoints, former, unsent).filter((each) => !isNews(each));
	const isOpenOne = ({ endpoint }: Scheduled) => open.has(endpoint);
	const waiting = waitingFor(rest.filter(isOpenOne), facts);
	const quiet = refreshed(
		rest.filter((each) => !isOpenOne(each)),
		facts,
	);
	return { ...state, isWaiting: isOpen(plan, done), endpoints: [...waiting, ...quiet, ...news] };
}

/** What no call was made for is not on its way: a change that is seen there next is not of the guard's doing. */
function withdrawn(
	intended: readonly Scheduled[],
	former: readonly Scheduled[],
	unsent: readonly ScheduleStep[],
): Scheduled[] {
	const isUnsent = (each: Scheduled) => unsent.some(({ endpoint }) => endpoint === each.endpoint);
	return [...intended.filter((each) => !isUnsent(each)), ...former.filter(isUnsent)];
}

/** What the policy protects stays as it is: nothing is waited for. */
function isOpen(plan: SchedulePlan, done: readonly Done[]): boolean {
	const waits = plan.waiting.some(({ reason }) => reason !== "protected");
	return waits || done.some((each) => !isOutcome(each));
}

/** Both are tried again. unsent: no call was made · unseen: it may still land. */
type Done = Scheduled | "unsent" | "unseen";

function isOutcome(done: Done | undefined): done is Scheduled {
	return typeof done === "object";
}

async function carryOut(pass: GuardPass, step: ScheduleStep): Promise<Done> {
	const { deps, deadline, endpoints } = pass;
	const { endpoint: name, entry, configuredMax } = step;
	const remember = (endpoint: Endpoint) =>
		rememberAs(endpoint, { entry, configuredMax, outcome: "written" });
	let isSent = false;
	try {
		if (deps.clock.now() >= deadline) return "unsent";
		const planned = endpoints.find((each) => each.name === name);
		const fresh = await deps.fleet.getEndpoint(name);
		if (fresh === null || planned === undefined || !isSameEndpoint(fresh, step)) {
			return "unsent";
		}
		if (!isSameConfiguration(fresh, planned)) return "unsent";
		isSent = true;
		const result = await write(pass, step);
		if (result !== "written") return { ...remember(fresh), isSet: false };
		const after = await deps.fleet.getEndpoint(name);
		return after !== null && isReached(after, step) ? remember(after) : "unseen";
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		deps.log.warn("schedule-step-failed", { endpoint: name, action: step.action, problem });
		return isSent ? "unseen" : "unsent";
	}
}

/** A resume may reset the scaling, so that it is always written again. */
async function write({ deps }: GuardPass, step: ScheduleStep) {
	const { action, endpoint, minReplica, maxReplica } = step;
	if (action === "pause") return deps.writer.pause(endpoint);
	if (action === "resume") {
		const resumed = await deps.writer.resume(endpoint);
		if (resumed !== "written") return resumed;
	}
	return deps.writer.updateScaling(endpoint, { minReplica, maxReplica });
}

function isReached({ state, scaling }: Endpoint, step: ScheduleStep): boolean {
	if (step.action === "pause") return state === "paused";
	return state !== "paused" && isSameScaling(scaling, step);
}

async function record(
	{ deps, now }: GuardPass,
	steps: readonly ScheduleStep[],
	done: readonly Done[],
): Promise<void> {
	const facts = {
		steps: steps.map(({ endpoint, action, minReplica, maxReplica, entry }, index) => ({
			endpoint,
			action,
			minReplica,
			maxReplica,
			entry: `${entry.cron.text} ${entry.zone}`,
			dueAt: entry.dueAt,
			isSeen: isOutcome(done[index]),
		})),
	};
	await appendAudit(deps, "guard", { at: now, what: "schedule", actor: null, facts });
}
