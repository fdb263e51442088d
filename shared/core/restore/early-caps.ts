import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { hourMs } from "../../domain/instant.ts";
import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Standing } from "../../domain/standing.ts";
import { hardLine } from "../decide/early-need.ts";
import { type Gate, type GatedInput, gatesOver, policyOf } from "./gate.ts";
import type { RestoreStep } from "./restore-step.ts";

/**
 * A cap that was taken on a forecast ends when the day with it back would still end well below the budget:
 * the forecast of a capped fleet alone says nothing about the fleet without its caps.
 */
export function isForecastOver(
	held: Held,
	{ reading, budget }: Pick<Standing, "reading" | "budget">,
	{ limits }: Policy,
): boolean {
	const remainingMs = Math.max(0, reading.period.to - reading.at);
	const back = chargeMicroUsd(remainingMs, Math.max(0, held.savesMicroUsdPerHour));
	const end = limits.preemptExitRatio * budget.dailyMicroUsd;
	return reading.verdict !== "certain" && reading.p90MicroUsd + back < end;
}

export type EnvelopeInput = GatedInput & { readonly due: readonly RestoreStep[] };

/**
 * With an envelope, an endpoint that was only capped stays capped until the hard line holds with its maximum
 * back, today and on a whole day: a fleet that is freed each evening and capped each midnight is no envelope.
 * What was stopped comes back, and is capped again if need be.
 */
export function withinEnvelope(input: EnvelopeInput): {
	fitting: RestoreStep[];
	tooWide: RestoreStep[];
} {
	const fitting: RestoreStep[] = [];
	const tooWide: RestoreStep[] = [];
	const added = new Map<string, MicroUsd>();
	for (const step of input.due) {
		const adds = addedAtMost(step, input.endpoints);
		const gates = gatesOver(step.held, input).filter(({ budget }) => budget.envelope);
		const addedTo = ({ budget }: Gate) => (added.get(budget.name) ?? 0) + adds;
		if (isFree(step) || gates.every((gate) => holds(addedTo(gate), gate, input.policy))) {
			for (const gate of gates) added.set(gate.budget.name, addedTo(gate));
			fitting.push(step);
		} else tooWide.push(step);
	}
	return { fitting, tooWide };
}

function isFree({ held, reason }: RestoreStep): boolean {
	const goesOn = held.status === "restoring" || reason === "restore-now";
	return goesOn || held.written.paused || held.method === "sleep";
}

/** What an hour at the recorded maximum costs more than one at the present maximum. */
function addedAtMost({ held, record }: RestoreStep, endpoints: readonly Endpoint[]): MicroUsd {
	const endpoint = endpoints.find(({ name }) => name === held.endpoint);
	const present = endpoint?.state === "paused" ? 0 : (endpoint?.scaling.maxReplica ?? 0);
	const more = Math.max(0, record.scaling.maxReplica - present);
	return more * record.priceMicroUsdPerHour;
}

function holds(addedPerHour: MicroUsd, gate: Gate, policy: Policy): boolean {
	const { period, at, ceilingMicroUsd, spent } = gate.reading;
	const remainingMs = Math.max(1, period.to - at);
	const line = hardLine(policyOf(gate, policy));
	const atMostPerHour = ((ceilingMicroUsd - spent.hi) / remainingMs) * hourMs;
	const wholeDay = ((atMostPerHour + addedPerHour) * (period.to - period.from)) / hourMs;
	return ceilingMicroUsd + chargeMicroUsd(remainingMs, addedPerHour) <= line && wholeDay <= line;
}
