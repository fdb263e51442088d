import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs, type Instant } from "../../shared/domain/instant.ts";
import { beat } from "./beat.ts";
import type { Violation } from "./checkers/report.ts";
import { featureNames } from "./features.ts";
import { happen } from "./happenings.ts";
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
	for (const name of featureNames(plan.features)) observer.counts[`days of ${name}`] = plan.days;
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
