import type { Range } from "../../domain/instant.ts";
import type { HourItem, Posture } from "../../domain/ledger.ts";
import { addBounds, type Bounds, chargeMicroUsd, noMoney } from "../../domain/money.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { Action, HourSaving } from "../../domain/saving.ts";
import { slices } from "../ledger/intervals.ts";
import { chargeOf, estimateLot, lotsOf, mergeLots } from "../ledger/lots.ts";

export type AvoidedInput = {
	readonly action: Action;
	/** What the endpoint was before the action. */
	readonly record: RestoreRecord;
	/** The part of one hour in which the action stood. */
	readonly window: Range;
	/** The endpoint's own item of this hour; undefined: nothing is booked. */
	readonly item: HourItem | undefined;
	/** Its open end, while its hours are not booked yet. */
	readonly posture: Posture | undefined;
	/** Replicas on average in the same hour of earlier days without an action. */
	readonly sameHour: readonly number[];
	/** The same of the hour in which the action began. */
	readonly firstHour: readonly number[];
};

/**
 * ∫ (counterfactual − observed) over the window. The counterfactual is an interval: at most the configured maximum
 * before the action; at least the smaller of the replicas before it and the lowest same hour of earlier days (with
 * fewer than five such days the configured minimum); in between the usual course of the day (the same hour's median),
 * scaled to what ran when the action began. The median is no lower bound: a twin account without the guard ran below
 * it for a quarter of the actions (`npm run bench -- avoided-cost`).
 */
export function avoidedCost(input: AvoidedInput): HourSaving {
	const { endpoint, createdAt, generation, method, isReal } = input.action;
	const saved = isReal ? enforced(input) : recorded(input);
	return { endpoint, createdAt, generation, method, isReal, saved };
}

function enforced(input: AvoidedInput): Bounds {
	const { record, window } = input;
	const observed = observedIn(input, window);
	const ms = window.to - window.from;
	const cost = (replicas: number) =>
		chargeMicroUsd(Math.round(replicas * ms), record.priceMicroUsdPerHour);
	const { lo, point, hi } = counterfactual(input);
	return {
		lo: cost(lo) - observed.hi,
		point: cost(point) - observed.point,
		hi: cost(hi) - observed.lo,
	};
}

/** Fewer days tell no lower bound: then it is the configured minimum. */
const leastDays = 5;

/** Replicas that would have run without the action. */
export function counterfactual({
	record,
	sameHour,
	firstHour,
}: Pick<AvoidedInput, "record" | "sameHour" | "firstHour">): Bounds {
	const { replicas, scaling } = record;
	const hi = Math.max(replicas, scaling.maxReplica);
	const usual = median(sameHour);
	const isEnough = sameHour.length >= leastDays;
	const lo = Math.min(replicas, isEnough ? Math.min(...sameHour) : scaling.minReplica);
	const first = median(firstHour);
	const isKnown = usual !== null && first !== null && first > 0;
	const course = isKnown ? (usual * replicas) / first : replicas;
	return { lo, point: Math.min(hi, Math.max(lo, course)), hi };
}

/** Shadow mode changed nothing, so what ran is known, and what the step would have left of it as well. */
function recorded(input: AvoidedInput): Bounds {
	const { action, window } = input;
	if (action.mostReplicas === 0) return observedIn(input, window);
	return slices(window, sliceMs).reduce(
		(sum, slice) => addBounds(sum, overIn(input, slice)),
		noMoney,
	);
}

/** What ran above the replicas that the step would have left. */
function overIn(input: AvoidedInput, slice: Range): Bounds {
	const { lo, point, hi } = observedIn(input, slice);
	const leftMs = input.action.mostReplicas * (slice.to - slice.from);
	const left = chargeMicroUsd(leftMs, input.record.priceMicroUsdPerHour);
	const over = (ran: number) => Math.max(0, ran - left);
	return { lo: over(lo), point: over(point), hi: over(hi) };
}

const sliceMs = 5 * 60_000;

function observedIn({ item, posture }: AvoidedInput, window: Range): Bounds {
	const booked = item === undefined ? [] : lotsOf(item, window);
	const open =
		posture === undefined
			? []
			: [estimateLot({ ...posture, from: posture.since, to: window.to }, window)];
	return chargeOf(mergeLots([...booked, ...open]));
}

/** Replicas on average in a window, by what counts as spend. */
export function meanReplicas(item: HourItem, window: Range): number {
	const ms = lotsOf(item, window).reduce((sum, { point }) => sum + point, 0);
	return ms / (window.to - window.from);
}

/** The lower one of two in the middle; null: no values. */
function median(values: readonly number[]): number | null {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[(sorted.length - 1) >> 1] ?? null;
}
