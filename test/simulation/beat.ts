import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import { dueInstants } from "./checkers/due-instants.ts";
import { invokedTwice } from "./fault-table.ts";
import { between, chance, mix } from "./random.ts";
import type { RunPlan } from "./run-plan.ts";
import type { Simulation } from "./simulation.ts";

const busyEveryMs = minuteMs;
/** Just short of what makes a gap (180 s): a lost pass in a calm hour is one. */
const calmEveryMs = 178_000;
/** Ticks that never came, of a stretch in which nothing happens: what is dear to play and shows little. */
const wideMinutes = [30, 90] as const;
/** Nothing wide that near before or after something planned. */
const aroundMs = 4 * minuteMs;
const nearLineMs = 4 * minuteMs;
const busyForMs = 5 * minuteMs;
const guardEveryMs = 5 * minuteMs;
const calmGuardEveryMs = 20 * minuteMs;
const guardOffsetMs = 55_000;
/** Days that are played at every minute, beside those without faults. */
const denseShare = 0.07;
/** Of the invocations by a schedule. */
const twiceShare = 0.005;
const twiceWithinMs = [0, 3_000] as const;

type Beat = {
	readonly simulation: Simulation;
	/** In order of time: when something planned begins or ends, and the midnights. */
	readonly instants: readonly Instant[];
	readonly denseDays: readonly { readonly from: Instant; readonly to: Instant }[];
};

/**
 * The schedules of meter and guard: every minute while something goes on and on dense days, and on the others
 * wide steps through the stretches in which nothing is planned, under way or near.
 */
export function beat(simulation: Simulation): void {
	const { scheduler, plan, observer } = simulation;
	const own: Beat = { simulation, instants: instantsOf(plan), denseDays: denseDaysOf(plan) };
	observer.counts["denseDays"] = own.denseDays.length;
	const meter = () => {
		invoke(simulation, "meter", keyAt(simulation, 1));
		scheduler.at(scheduler.now + meterStepMs(own), meter);
	};
	const guard = () => {
		invoke(simulation, "guard", keyAt(simulation, 2));
		scheduler.at(scheduler.now + guardStepMs(own), guard);
	};
	scheduler.at(plan.start, meter);
	scheduler.at(plan.start + guardOffsetMs, guard);
}

function meterStepMs(own: Beat): number {
	const { simulation, instants } = own;
	if (isBusy(own)) return busyEveryMs;
	const { now } = simulation.scheduler;
	const next = instants.find((instant) => instant > now - aroundMs) ?? Infinity;
	const free = next - aroundMs - now;
	const wide = between(keyAt(simulation, 3), 96, wideMinutes) * minuteMs;
	const untilLine = simulation.observer.untilLineMs() - nearLineMs;
	return Math.max(calmEveryMs, Math.floor(Math.min(wide, free, untilLine)));
}

function guardStepMs(own: Beat): number {
	return isBusy(own) ? guardEveryMs : calmGuardEveryMs;
}

/** Around people's changes, crossings, restores and midnights, and on a dense day always. */
function isBusy({ simulation, denseDays }: Beat): boolean {
	const { scheduler, observer, plan, lastEventAt } = simulation;
	const { now } = scheduler;
	const recently = now - lastEventAt < busyForMs / plan.factor;
	const isMidnight = now >= plan.faultsUntil - 5 * minuteMs && now < plan.faultsUntil + hourMs;
	const isDense = denseDays.some(({ from, to }) => from <= now && now < to);
	return (
		recently || isDense || observer.isActive || isMidnight || observer.untilLineMs() < nearLineMs
	);
}

function instantsOf({ zone, start, end, events, schedules }: RunPlan): Instant[] {
	const instants = events.flatMap(({ at, until }) => [at, until]);
	instants.push(...dueInstants(schedules, { from: start, to: end }).map(({ at }) => at));
	for (let day = dayOf(start, zone); day.to < end; day = dayOf(day.to, zone)) {
		instants.push(day.to);
	}
	return instants.sort((a, b) => a - b);
}

/** Without faults every minute is played, because there nothing excuses what comes late. */
function denseDaysOf({ key, zone, start, end, factor, faultsUntil }: RunPlan) {
	const dense: { from: Instant; to: Instant }[] = [];
	for (let day = dayOf(start, zone); day.from < end; day = dayOf(day.to, zone)) {
		const isJudged = factor === 0 && day.from < faultsUntil;
		if (isJudged || chance(mix(key, 97), day.from / hourMs) < denseShare) {
			dense.push(day);
		}
	}
	return dense;
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
