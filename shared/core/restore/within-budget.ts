import type { Held } from "../../domain/control.ts";
import { isGroup } from "../../domain/group-budget.ts";
import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { type Gate, type GatedInput, gatesOver } from "./gate.ts";
import type { OverGroup, RestoreStep } from "./restore-step.ts";

export type GateInput = GatedInput & {
	readonly due: readonly RestoreStep[];
	readonly gates: readonly Gate[];
};

/**
 * Paused endpoints that are not critical come back only while what is restored fits the new budget, and that of
 * each group that they are in: its floor (spent + configured minimum × price × remaining time) and, where days
 * without the guard's doing are on record, its p90, each endpoint in proportion to its rate. A person's
 * `restore-now` passes the gate.
 */
export function withinBudget(input: GateInput): {
	affordable: RestoreStep[];
	tooDear: TooDear[];
} {
	const affordable: RestoreStep[] = [];
	const tooDear: TooDear[] = [];
	const ways = input.gates.map((gate) => wayThrough(gate, input));
	for (const step of input.due) {
		const names = new Set(gatesOver(step.held, input).map(({ budget }) => budget.name));
		const own = ways.filter(({ name }) => names.has(name));
		const full = isFree(step) ? undefined : own.find((way) => !way.carries(step));
		if (full === undefined) {
			for (const way of own) way.take(step);
			affordable.push(step);
		} else tooDear.push({ step, over: overOf(full.gate) });
	}
	return { affordable, tooDear };
}

/** Whose budget cannot carry it: absent, that of all endpoints. */
export type TooDear = { readonly step: RestoreStep; readonly over: OverGroup | undefined };

function overOf({ budget, reading }: Gate): OverGroup | undefined {
	if (!isGroup(budget)) return undefined;
	const { name, dailyMicroUsd } = budget;
	return { group: name, spentMicroUsd: reading.spent.point, budgetMicroUsd: dailyMicroUsd };
}

type Way = {
	readonly gate: Gate;
	readonly name: string;
	readonly carries: (step: RestoreStep) => boolean;
	readonly take: (step: RestoreStep) => void;
};

/** What one budget can still carry while endpoints come back one after the other. */
function wayThrough(gate: Gate, input: GateInput): Way {
	const { budget, reading, usualRestMicroUsd } = gate;
	const { name, dailyMicroUsd } = budget;
	const remainingMs = Math.max(0, reading.period.to - reading.at);
	const own = input.due.filter(({ held }) =>
		gatesOver(held, input).some((gate) => gate.budget.name === name),
	);
	const start = Math.max(1, reading.ratePerHour.point);
	const whole = own.reduce((sum, step) => sum + addedRate(step), start);
	let floor = reading.floorMicroUsd;
	let rate = reading.ratePerHour.point;
	const adds = ({ held, record }: RestoreStep) =>
		isDown(held)
			? chargeMicroUsd(remainingMs, record.scaling.minReplica * record.priceMicroUsdPerHour)
			: 0;
	return {
		gate,
		name,
		carries: (step) => {
			const share = (rate + addedRate(step)) / whole;
			const usually = reading.spent.lo + (usualRestMicroUsd ?? 0) * share;
			return floor + adds(step) <= dailyMicroUsd && usually <= dailyMicroUsd;
		},
		take: (step) => {
			floor += adds(step);
			rate += addedRate(step);
		},
	};
}

/** What is on its way back was affordable when it set out; half restored it would be nobody's choice. */
function isFree({ held, reason }: RestoreStep): boolean {
	// A softer tier stands because its own line allows what is left running.
	const goesOn = ["restore-now", "softer-tier"].includes(reason) || held.status === "restoring";
	return goesOn || !held.written.paused || held.criticality === "critical";
}

/** What a paused endpoint cost in an hour before the guard's first action. */
function addedRate({ held, record }: RestoreStep): MicroUsd {
	return isDown(held) ? ratePerHour(record) : 0;
}

/** What shadow only recorded runs on, and is in the floor and the rate already. */
function isDown({ written, status }: Held): boolean {
	return written.paused && status !== "recorded";
}

export function ratePerHour({ replicas, priceMicroUsdPerHour }: RestoreRecord): MicroUsd {
	return replicas * priceMicroUsdPerHour;
}
