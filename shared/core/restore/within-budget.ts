import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import type { RestoreStep } from "./restore-step.ts";

export type GateInput = {
	readonly due: readonly RestoreStep[];
	readonly reading: Reading;
	readonly policy: Policy;
	/** What the fleet usually spends in the rest of such a day (p90); null: no day to learn from. */
	readonly usualRestMicroUsd: MicroUsd | null;
};

/**
 * Paused endpoints that are not critical come back only while the restored fleet fits the new budget: its floor
 * (spent + configured minimum × price × remaining time) and, where days without the guard's doing are on record,
 * its p90, each endpoint in proportion to its rate. A person's `restore-now` passes the gate.
 */
export function withinBudget({ due, reading, policy, usualRestMicroUsd }: GateInput): {
	affordable: RestoreStep[];
	tooDear: RestoreStep[];
} {
	const affordable: RestoreStep[] = [];
	const tooDear: RestoreStep[] = [];
	const remainingMs = Math.max(0, reading.period.to - reading.at);
	const whole = due.reduce(
		(sum, step) => sum + addedRate(step),
		Math.max(1, reading.ratePerHour.point),
	);
	const budget = policy.budget.dailyMicroUsd;
	let floor = reading.floorMicroUsd;
	let rate = reading.ratePerHour.point;
	for (const step of due) {
		const { record, held } = step;
		const minimum = record.scaling.minReplica * record.priceMicroUsdPerHour;
		const adds = held.written.paused ? chargeMicroUsd(remainingMs, minimum) : 0;
		const share = (rate + addedRate(step)) / whole;
		const usually = reading.spent.lo + (usualRestMicroUsd ?? 0) * share;
		if (isFree(step) || (floor + adds <= budget && usually <= budget)) {
			floor += adds;
			rate += addedRate(step);
			affordable.push(step);
		} else tooDear.push(step);
	}
	return { affordable, tooDear };
}

/** What is on its way back was affordable when it set out; half restored it would be nobody's choice. */
function isFree({ held, reason }: RestoreStep): boolean {
	const goesOn = held.status === "restoring" || reason === "restore-now";
	return goesOn || !held.written.paused || held.criticality === "critical";
}

/** What a paused endpoint cost in an hour before the guard's first action. */
function addedRate({ held, record }: RestoreStep): MicroUsd {
	return held.written.paused ? ratePerHour(record) : 0;
}

export function ratePerHour({ replicas, priceMicroUsdPerHour }: RestoreRecord): MicroUsd {
	return replicas * priceMicroUsdPerHour;
}
