import type { Range } from "../../domain/instant.ts";
import type { EstimatedSpan, HourItem, Lot } from "../../domain/ledger.ts";
import { type Bounds, chargeMicroUsd } from "../../domain/money.ts";
import type { Price } from "../../domain/price.ts";
import { clip, unionOf } from "./intervals.ts";
import { stageBilling } from "./stage-billing.ts";

/** A replica's time at one price: lo counts `certain`, point and hi count `most`. */
export type BilledTime = {
	readonly price: Price;
	readonly certain: readonly Range[];
	readonly most: readonly Range[];
};

/** What of an hour item lies in `window`, as replica-milliseconds by price. */
export function lotsOf(item: HourItem, window: Range): Lot[] {
	return lotsWithin(item.estimates, billedTimes(item), window);
}

/** The same for whoever needs many windows of one item, and so works out its billed times once. */
export function lotsWithin(
	estimates: HourItem["estimates"],
	times: readonly BilledTime[],
	window: Range,
): Lot[] {
	return mergeLots([
		...times.map(({ price, certain, most }) => {
			const mostMs = lengthWithin(most, window);
			return { price, lo: lengthWithin(certain, window), point: mostMs, hi: mostMs };
		}),
		...estimates.map((span) => estimateLot(span, window)),
	]);
}

/** Replica-milliseconds of an assumed number of replicas inside `window`. */
export function estimateLot(span: Omit<EstimatedSpan, "source">, window: Range): Lot {
	const piece = clip(span, window);
	const ms = piece === null ? 0 : piece.to - piece.from;
	return {
		price: span.price,
		lo: ms * span.replicasLo,
		point: ms * span.replicasPoint,
		hi: ms * span.replicasHi,
	};
}

/** One lot per price, in order of price; empty ones are dropped. Prices are few: looking beats hashing. */
export function mergeLots(lots: readonly Lot[]): Lot[] {
	const sums: { price: Price; lo: number; point: number; hi: number }[] = [];
	for (const { price, lo, point, hi } of lots) {
		if (hi === 0 && point === 0 && lo === 0) continue;
		const sum = sums.find((each) => isSamePrice(each.price, price));
		if (sum === undefined) {
			sums.push({ price, lo, point, hi });
			continue;
		}
		sum.lo += lo;
		sum.point += point;
		sum.hi += hi;
	}
	return sums.sort((a, b) => a.price.point - b.price.point || a.price.lo - b.price.lo);
}

function isSamePrice(a: Price, b: Price): boolean {
	return a.lo === b.lo && a.point === b.point && a.hi === b.hi;
}

/** Money of merged lots: quantities were summed first, so each price is rounded once. */
export function chargeOf(lots: readonly Lot[]): Bounds {
	let lo = 0;
	let point = 0;
	let hi = 0;
	for (const lot of mergeLots(lots)) {
		lo += chargeMicroUsd(lot.lo, lot.price.lo);
		point += chargeMicroUsd(lot.point, lot.price.point);
		hi += chargeMicroUsd(lot.hi, lot.price.hi);
	}
	return { lo, point, hi };
}

/** Spans of an hour that did not change are summed again in every pass; a pure function's memory. */
const known = new WeakMap<HourItem["spans"], readonly BilledTime[]>();

/** lo counts documented billed stages only; point and hi also those whose billing is not documented. */
export function billedTimes({ spans }: HourItem): readonly BilledTime[] {
	const before = known.get(spans);
	if (before !== undefined) return before;
	const times = timesOf(spans);
	known.set(spans, times);
	return times;
}

function timesOf(spans: HourItem["spans"]): BilledTime[] {
	const groups = Map.groupBy(
		spans,
		({ replicaId, price }) => `${replicaId}|${price.lo}|${price.point}|${price.hi}`,
	);
	return [...groups.values()].flatMap((own) => {
		const [first] = own;
		if (first === undefined) return [];
		const billable = own.filter((span) => stageBilling(span.stage) !== "unbilled");
		const certain = billable.filter((span) => stageBilling(span.stage) === "billed");
		return [{ price: first.price, certain: unionOf(certain), most: unionOf(billable) }];
	});
}

function lengthWithin(ranges: readonly Range[], window: Range): number {
	let sum = 0;
	for (const { from, to } of ranges) {
		sum += Math.max(0, Math.min(to, window.to) - Math.max(from, window.from));
	}
	return sum;
}
