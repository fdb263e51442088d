import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Violation } from "./checkers/report.ts";
import { invokedTwice } from "./fault-table.ts";
import { happen } from "./happenings.ts";
import { between, chance, mix } from "./random.ts";
import { type RunPlan, runPlan } from "./run-plan.ts";
import { type FiredFault, Simulation } from "./simulation.ts";
import type { Counts } from "./witness.ts";

export type RunOptions = {
	readonly seed: number;
	readonly index: number;
	/** Faults and events that are taken out. */
	readonly disabled?: ReadonlySet<string>;
};

export type RunResult = {
	readonly seed: number;
	readonly index: number;
	readonly days: number;
	readonly factor: number;
	/** Endpoints at the beginning. */
	readonly fleet: number;
	readonly violation: (Violation & { readonly at: Instant }) | null;
	readonly fired: readonly FiredFault[];
	readonly notes: readonly string[];
	readonly counts: Counts;
};

/** Days with faults and one without, judged from beginning to end. The same options, the same run. */
export async function simulateRun({ seed, index, disabled }: RunOptions): Promise<RunResult> {
	const plan = runPlan(seed, index);
	const simulation = new Simulation(plan, disabled);
	const { observer, scheduler } = simulation;
	observer.look();
	for (const event of plan.events) scheduler.at(event.at, () => happen(simulation, event));
	scheduler.at(plan.faultsUntil, () => simulation.endFaults());
	beat(simulation);
	await scheduler.runUntil(plan.end, () => observer.violation !== null);
	if (observer.violation === null) observer.finish();
	observer.counts["oddDays"] = oddDays(plan);
	return {
		seed,
		index,
		days: plan.days,
		factor: plan.factor,
		fleet: plan.fleet.length,
		violation: observer.violation,
		fired: simulation.fired,
		notes: observer.notes,
		counts: observer.counts,
	};
}

/** Days that are not 24 hours long. */
function oddDays({ zone, start, end }: RunPlan): number {
	let odd = 0;
	for (let day = dayOf(start, zone); day.from < end; day = dayOf(day.to, zone)) {
		if (day.to - day.from !== 24 * hourMs) odd += 1;
	}
	return odd;
}

const busyEveryMs = minuteMs;
/** Just short of what makes a gap (180 s): a lost pass in a quiet hour is one. */
const quietEveryMs = 178_000;
const busyForMs = 12 * minuteMs;
const guardEveryMs = 5 * minuteMs;
const quietGuardEveryMs = 20 * minuteMs;
const guardOffsetMs = 55_000;
/** Of the invocations by a schedule. */
const twiceShare = 0.005;
const twiceWithinMs = [0, 3_000] as const;

/** The schedules of meter and guard: every minute while something goes on, else every two and a half. */
function beat(simulation: Simulation): void {
	const { scheduler, plan } = simulation;
	const meter = () => {
		invoke(simulation, "meter", keyAt(simulation, 1));
		scheduler.at(scheduler.now + (isBusy(simulation) ? busyEveryMs : quietEveryMs), meter);
	};
	const guard = () => {
		invoke(simulation, "guard", keyAt(simulation, 2));
		scheduler.at(scheduler.now + (isBusy(simulation) ? guardEveryMs : quietGuardEveryMs), guard);
	};
	scheduler.at(plan.start, meter);
	scheduler.at(plan.start + guardOffsetMs, guard);
}

/** A schedule invokes at least once: now and then twice, at the same time or a little later. */
function invoke(simulation: Simulation, kind: "meter" | "guard", key: number): void {
	const { scheduler, broken, plan, isCalm } = simulation;
	if (broken.has("passes-missed")) return;
	simulation.spawn(kind, key);
	if (isCalm || chance(key, 93) >= twiceShare * plan.factor) return;
	if (
		!simulation.fire(
			`${kind}-${key.toString(16)}/invoked-twice`,
			`${kind}: invoked twice`,
			invokedTwice,
		)
	)
		return;
	const again = between(key, 94, twiceWithinMs);
	scheduler.at(scheduler.now + again, () => void simulation.spawn(kind, mix(key, 95)));
}

/** The time of day names a pass, so that it keeps its faults when others are taken out. */
function keyAt({ scheduler, plan }: Simulation, kind: number): number {
	return mix(mix(plan.key, kind), Math.floor((scheduler.now - plan.start) / 30_000));
}

/** Around people's changes, crossings, restores and midnights. */
function isBusy({ scheduler, observer, plan, lastEventAt }: Simulation): boolean {
	const { now } = scheduler;
	const recently = now - lastEventAt < busyForMs / plan.factor;
	const isMidnight = now >= plan.faultsUntil - 5 * minuteMs && now < plan.faultsUntil + hourMs;
	return recently || observer.isActive || isMidnight;
}
