import type { Range } from "../../domain/instant.ts";
import type { EstimatedSpan, HourItem, Lot } from "../../domain/ledger.ts";
import { type Bounds, chargeMicroUsd } from "../../domain/money.ts";
import type { Price } from "../../domain/price.ts";
import { clip, lengthMs, unionOf } from "./intervals.ts";
import { stageBilling } from "./stage-billing.ts";

/** What of an hour item lies in `window`, as replica-milliseconds by price. */
export function lotsOf(item: HourItem, window: Range): Lot[] {
	return mergeLots([
		...truthLots(item, window),
		...item.estimates.map((span) => estimateLot(span, window)),
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

/** lo counts documented billed stages only; point and hi also those whose billing is not documented. */
function truthLots(item: HourItem, window: Range): Lot[] {
	const groups = Map.groupBy(
		item.spans,
		(span) => `${span.replicaId}|${span.price.lo}|${span.price.point}|${span.price.hi}`,
	);
	return [...groups.values()].flatMap((spans) => {
		const [first] = spans;
		if (first === undefined) return [];
		const billable = spans.filter((span) => stageBilling(span.stage) !== "unbilled");
		const certain = billable.filter((span) => stageBilling(span.stage) === "billed");
		const most = coveredMs(billable, window);
		return [{ price: first.price, lo: coveredMs(certain, window), point: most, hi: most }];
	});
}

function coveredMs(spans: readonly Range[], window: Range): number {
	return lengthMs(unionOf(spans.flatMap((span) => clip(span, window) ?? [])));
}
