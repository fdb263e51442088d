import { hourMs, minuteMs, type Range } from "../../shared/domain/instant.ts";
import type { Schedule } from "../../shared/domain/schedule.ts";
import { knownRace } from "./known-race.ts";
import type { SceneResult } from "./scene-result.ts";
import { hold, midnight, shortPlan, start } from "./short-day.ts";
import { type Command, Simulation } from "./simulation.ts";

/** A fixed day for what the thousands of days leave switched off, judged by the account's journal and bill. */
export type SceneName = keyof typeof scenes;

export const scenes = {
	schedule: scheduleScene,
	envelope: envelopeScene,
	expiry: expiryScene,
	ceiling: ceilingScene,
	race: knownRace,
} as const;

/** Five past midnight `a` shall have four replicas, while a cap of the day before still holds it. */
async function scheduleScene(): Promise<SceneResult> {
	const simulation = new Simulation(shortPlan());
	simulation.policy = { ...simulation.policy, schedules: [everyDayAtFivePast("a", 4)] };
	await pass(simulation, { until: midnight + 14 * minuteMs, guardedUntil: Infinity });
	const writes = simulation.account.truth
		.journal()
		.filter(({ endpoint, actorKind }) => endpoint === "a" && actorKind === "guard");
	const raise = writes.find(
		({ at, before, after }) =>
			at >= midnight &&
			(after?.maxReplica ?? 0) > (before?.state === "paused" ? 0 : (before?.maxReplica ?? 0)),
	);
	const isReached = writes.some(({ at }) => at < midnight);
	if (raise === undefined) return { sentence: null, isReached };
	const { before, after } = raise;
	return {
		isReached,
		sentence:
			`the schedule took a from ${before?.state === "paused" ? "paused" : before?.maxReplica} ` +
			`to ${after?.maxReplica} replicas ` +
			"while the guard's step of the day before still held it.",
	};
}

function everyDayAtFivePast(name: string, replicas: number): Schedule {
	const all = (from: number, to: number) =>
		Array.from({ length: to - from + 1 }, (_, index) => from + index);
	const cron = {
		text: "5 0 * * *",
		minutes: [5],
		hours: [0],
		days: all(1, 31),
		months: all(1, 12),
		weekdays: all(0, 6),
		anyDay: false,
	};
	return { members: [{ name }], zone: "UTC", entries: [{ cron, replicas }] };
}

/** Twice of it is more than the floors of that day cost, and less than all that its traffic asks for. */
const holdableMicroUsd = 32_000_000;

/** Guard is gone after a quarter of an hour: the caps that it left must hold the hard line by themselves. */
async function envelopeScene(): Promise<SceneResult> {
	const simulation = new Simulation({ ...shortPlan(), dailyMicroUsd: holdableMicroUsd });
	const { budget } = simulation.policy;
	simulation.policy = { ...simulation.policy, budget: { ...budget, envelope: true } };
	await pass(simulation, { until: midnight, guardedUntil: start + 15 * minuteMs });
	const { truth } = simulation.account;
	const spent = truth.billMicroUsd(midnight - 24 * hourMs, midnight);
	const line = budget.thresholds.shutdown * budget.dailyMicroUsd;
	const isReached = truth.journal().some(({ actorKind }) => actorKind === "guard");
	if (spent <= line) return { sentence: null, isReached };
	const usd = (microUsd: number) => `$${(microUsd / 1_000_000).toFixed(2)}`;
	return {
		isReached,
		sentence:
			`the day cost ${usd(spent)} although the envelope was to end it under ${usd(line)}, ` +
			"whatever became of the guard.",
	};
}

/** An order ends while nothing runs at all: what counts afterwards is the time, not the passes it was seen in. */
async function expiryScene(): Promise<SceneResult> {
	const simulation = new Simulation(shortPlan());
	const outage = { from: start + 60 * minuteMs, to: start + 110 * minuteMs };
	const endsAt = start + 80 * minuteMs;
	const order = hold(endsAt);
	const silence: Command = {
		...hold(midnight),
		requestId: "silence-1",
		kind: "silence",
		details: { matchers: [{ name: "severity", value: "page" }] },
	};
	simulation.scheduler.at(start, () => simulation.grant(order, 7));
	simulation.scheduler.at(start, () => simulation.grant(silence, 8));
	await pass(simulation, { until: midnight, guardedUntil: Infinity, outage });
	const stops = guardEntries(simulation);
	const early = stops.find(({ at }) => at < endsAt);
	const isReached = stops.some(({ at }) => at >= outage.to);
	const late = stops.find(({ at }) => at >= outage.to + soonMs);
	const minutes = (at: number) => Math.round((at - start) / minuteMs);
	const first = stops[0];
	if (early !== undefined) {
		const sentence = `${early.endpoint} was stopped in minute ${minutes(early.at)}, held until 80.`;
		return { sentence, isReached };
	}
	if (first === undefined || first.at === late?.at) {
		const sentence =
			"the hold ended in minute 80, in an outage until 110, and afterwards it was obeyed " +
			`${first === undefined ? "to the end of the day" : `until ${minutes(first.at)}`}.`;
		return { sentence, isReached: true };
	}
	return { sentence: null, isReached };
}

const soonMs = 5 * minuteMs;

/** Everything is held, silenced and raised by people, and the money of three days is gone. */
async function ceilingScene(): Promise<SceneResult> {
	const plan = { ...shortPlan(), dailyMicroUsd: 6_000_000 };
	const simulation = new Simulation(plan);
	const { scheduler, account } = simulation;
	const until = midnight - 5 * minuteMs;
	const day = { ...hold(until), expiresAt: null, pastPeriod: false };
	const orders: readonly Command[] = [
		hold(until),
		{ ...hold(until), requestId: "protect-1", kind: "protect", endpoint: "a" },
		{
			...day,
			requestId: "raise-1",
			kind: "raise",
			details: { addMicroUsd: 600_000_000 },
		},
		{
			...hold(until),
			requestId: "silence-1",
			kind: "silence",
			details: { matchers: [{ name: "severity", value: "page" }] },
		},
	];
	orders.forEach((order, index) => {
		scheduler.at(start, () => simulation.grant({ ...order, bodyHash: order.requestId }, 7 + index));
	});
	await pass(simulation, { until, guardedUntil: Infinity });
	const { truth } = account;
	const line = simulation.policy.budget.thresholds.ceiling * plan.dailyMicroUsd;
	const passedAt = truth.firstInstantAbove(midnight - 24 * hourMs, until, line);
	if (passedAt === null) return { sentence: null, isReached: false };
	const early = guardEntries(simulation).find(({ at }) => at < passedAt);
	const running = account.list().find(({ name, state }) => name !== "c" && state !== "paused");
	const isReached = until - passedAt > ceilingWithinMs;
	if (early !== undefined) {
		return {
			isReached,
			sentence: `${early.endpoint} was stopped before the ceiling, though held.`,
		};
	}
	if (running === undefined) return { sentence: null, isReached };
	return {
		isReached,
		sentence: `${running.name} still runs, although three times the budget is spent: nothing lifts that.`,
	};
}

const ceilingWithinMs = 20 * minuteMs;

function guardEntries({ account }: Simulation) {
	return account.truth.journal().filter(({ actorKind }) => actorKind === "guard");
}

type Passes = { readonly until: number; readonly guardedUntil: number; readonly outage?: Range };

async function pass(
	simulation: Simulation,
	{ until, guardedUntil, outage }: Passes,
): Promise<void> {
	const { scheduler, plan, observer } = simulation;
	observer.look();
	let passes = 0;
	const meter = () => {
		passes += 1;
		const { now } = scheduler;
		const isOut = outage !== undefined && outage.from <= now && now < outage.to;
		if (now < guardedUntil && !isOut) simulation.spawn("meter", 3_000_000 + passes);
		scheduler.at(scheduler.now + minuteMs, meter);
	};
	scheduler.at(plan.start, meter);
	await scheduler.runUntil(until, () => false);
}
