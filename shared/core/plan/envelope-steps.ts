import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";
import type { Envelope, Step } from "../../domain/plan.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { hardLine } from "../decide/early-need.ts";
import { chooseSufficient } from "./choose-sufficient.ts";
import { candidateOf, isDone, refusalOf } from "./ladder-of.ts";
import type { PlanInput } from "./plan-input.ts";
import { stepOf } from "./step-for.ts";

/** A maximum is tried at no more than this many heights between what it is and the floor. */
const mostLevels = 12;

/** Harm of room that is not used now, as a share of the harm of replicas that run. */
const unusedRoom = 0.25;

/**
 * The least disruptive caps under which everything at its maximum ends the day at or under the hard line, so
 * that the line holds even if the guard stops running. Where caps down to the floors cannot hold it, all of
 * them are taken and `shortMicroUsd` says by how much it can be passed.
 */
export function envelopeSteps(
	input: PlanInput,
	taken: readonly Step[],
): { readonly steps: readonly Step[]; readonly envelope: Envelope | null } {
	if (!input.policy.budget.envelope) return { steps: [], envelope: null };
	const lineMicroUsd = hardLine(input.policy);
	const { ceilingMicroUsd } = input.reading;
	const planned = taken.reduce(
		(sum, { before, maxReplica }) => sum + roomTaken(before, maxReplica ?? 0, input),
		0,
	);
	const over = ceilingMicroUsd - onItsWay(input) - planned - lineMicroUsd;
	const names = new Set(taken.map(({ endpoint }) => endpoint));
	const open = input.endpoints.filter(({ name }) => !names.has(name));
	const levels = open.map((endpoint) => levelsOf(endpoint, input));
	const choices = chooseSufficient(levels, over);
	const chosen = levels.flatMap((options, index) => options[choices[index] ?? -1] ?? []);
	const saved = chosen.reduce((sum, { saves }) => sum + saves, 0);
	return {
		steps: chosen.map(({ step }) => step),
		envelope: { lineMicroUsd, ceilingMicroUsd, shortMicroUsd: Math.max(0, over - saved) },
	};
}

type Level = { readonly saves: MicroUsd; readonly disruption: number; readonly step: Step };

/** Lower maxima of one endpoint, the highest first; none where it must be left alone. */
function levelsOf(endpoint: Endpoint, input: PlanInput): readonly Level[] {
	const held = input.held.find((entry) => isSameEndpoint(entry, endpoint));
	const candidate = candidateOf(endpoint, held, input);
	if (candidate.policy.protected || endpoint.state === "paused") return [];
	if (refusalOf(endpoint, "trim", held, input) !== null) return [];
	const floor = Math.max(1, candidate.policy.floorReplicas ?? candidate.minReplicaBefore);
	return heights(floor, endpoint.scaling.maxReplica).flatMap((maxReplica): Level[] => {
		const minReplica = Math.min(endpoint.scaling.minReplica, maxReplica);
		const method = minReplica < endpoint.scaling.minReplica ? "floor" : "cap";
		const { policy, now, reading } = input;
		const step = stepOf(
			{ candidate, tier: "trim", policy, now, periodEnd: reading.period.to, idleAfterMs: 0 },
			method,
			{ minReplica, maxReplica, most: maxReplica },
		);
		if (held !== undefined && (isDone(step, held) || isSofter(maxReplica, held))) return [];
		const disruption = step.disruption * shareTaken(endpoint, maxReplica);
		return [
			{
				saves: roomTaken(endpoint, maxReplica, input),
				disruption,
				step: { ...step, disruption, cause: "envelope" },
			},
		];
	});
}

/** What was sent may have landed unseen: a higher maximum would undo it, and be lowered again. */
function isSofter(maxReplica: number, { status, written }: Held): boolean {
	return status === "intended" && maxReplica > (written.paused ? 0 : written.maxReplica);
}

/** Evenly spread from just under the present maximum down to the floor. */
function heights(floor: number, maxReplica: number): readonly number[] {
	const count = Math.min(mostLevels, Math.max(0, maxReplica - floor));
	return Array.from({ length: count }, (_, index) =>
		Math.round(maxReplica - ((maxReplica - floor) * (index + 1)) / count),
	);
}

function shareTaken({ scaling, readyReplica }: Endpoint, maxReplica: number): number {
	const running = Math.max(0, readyReplica - maxReplica) / Math.max(1, readyReplica);
	return running + (unusedRoom * (scaling.maxReplica - maxReplica)) / scaling.maxReplica;
}

/** By how much a lower maximum lowers the most that the day can cost; replicas that run take a while to go. */
function roomTaken(endpoint: Endpoint, maxReplica: number, input: PlanInput): MicroUsd {
	const { reading, policy, priceOf, now } = input;
	const remainingMs = Math.max(0, reading.period.to - now);
	const settlingMs = Math.min(remainingMs, policy.limits.settleMs);
	const before = mostReplicas(endpoint, endpoint.scaling.maxReplica);
	const after = versions(endpoint) * maxReplica;
	const settling = mostReplicas(endpoint, maxReplica);
	const replicaMs =
		(before - settling) * settlingMs + (before - after) * (remainingMs - settlingMs);
	return chargeMicroUsd(Math.max(0, replicaMs), priceOf(endpoint).hi);
}

/** While two versions run side by side, both can be billed. */
function versions({ state }: Endpoint): number {
	return state === "updating" ? 2 : 1;
}

function mostReplicas(endpoint: Endpoint, maxReplica: number): number {
	const running = Math.max(endpoint.readyReplica, endpoint.targetReplica);
	return Math.max(versions(endpoint) * maxReplica, running);
}

/** What caps that were sent or seen will take from the ceiling, and the last list does not show yet. */
function onItsWay(input: PlanInput): MicroUsd {
	return input.held.filter(isStanding).reduce((sum, held) => sum + stillToCome(held, input), 0);
}

/** A cap that a later list showed not to be there is no longer on its way: it is sent again. */
function isStanding({ status, passesWithoutEffect }: Held): boolean {
	if (status === "intended") return passesWithoutEffect === 0;
	return status === "applied" || status === "recorded";
}

function stillToCome(held: Held, input: PlanInput): MicroUsd {
	const endpoint = input.endpoints.find((each) => isSameEndpoint(held, each));
	if (endpoint === undefined || endpoint.state === "paused" || held.method === "sleep") return 0;
	return roomTaken(endpoint, held.written.paused ? 0 : held.written.maxReplica, input);
}
