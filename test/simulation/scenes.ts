import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import type { Schedule } from "../../shared/domain/schedule.ts";
import { midnight, shortPlan, start } from "./short-day.ts";
import { Simulation } from "./simulation.ts";

/** A fixed day for what the thousands of days leave switched off, judged by the account's journal and bill. */
export type SceneName = keyof typeof scenes;

export type SceneResult = {
	/** What went wrong; null: nothing. */
	readonly sentence: string | null;
	/** What the day is there for did happen. */
	readonly isReached: boolean;
};

export const scenes = { schedule: scheduleScene, envelope: envelopeScene } as const;

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

type Passes = { readonly until: number; readonly guardedUntil: number };

async function pass(simulation: Simulation, { until, guardedUntil }: Passes): Promise<void> {
	const { scheduler, plan, observer } = simulation;
	observer.look();
	let passes = 0;
	const meter = () => {
		passes += 1;
		if (scheduler.now < guardedUntil) simulation.spawn("meter", 3_000_000 + passes);
		scheduler.at(scheduler.now + minuteMs, meter);
	};
	scheduler.at(plan.start, meter);
	await scheduler.runUntil(until, () => false);
}
