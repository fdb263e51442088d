import type { StageRange } from "../../domain/endpoint.ts";
import { hourMs, type Instant, type Range } from "../../domain/instant.ts";
import type { BookedSpan, EstimatedSpan, HourItem } from "../../domain/ledger.ts";
import type { Price } from "../../domain/price.ts";
import { clip, subtract, unionOf } from "./intervals.ts";

export function emptyHour(endpoint: string, createdAt: Instant, hour: Instant): HourItem {
	return { endpoint, createdAt, hour, covered: [], spans: [], estimates: [] };
}

/**
 * Books stage ranges that were read for `window`. Inside the window they replace everything known before;
 * a repeated, overlapping or clipped read changes nothing. A price that was booked for an instant stays.
 */
export function bookTruth(
	item: HourItem,
	read: { readonly window: Range; readonly ranges: readonly StageRange[]; readonly price: Price },
): HourItem {
	const window = clip(read.window, hourRange(item));
	if (window === null) return item;
	const kept = item.spans.flatMap((span) =>
		subtract(span, [window]).map((piece) => ({ ...span, ...piece })),
	);
	const fresh = stageSpans(read.ranges, window).flatMap((span) =>
		pricedPieces(span, item, read.price),
	);
	return {
		...item,
		covered: unionOf([...item.covered, window]),
		spans: joinSpans([...kept, ...fresh]),
		estimates: item.estimates.flatMap((span) =>
			subtract(span, [window]).map((piece) => ({ ...span, ...piece })),
		),
	};
}

/** Books an assumption. It counts only where no stage ranges are known, and replaces older assumptions. */
export function bookEstimate(item: HourItem, estimate: EstimatedSpan): HourItem {
	const window = clip(estimate, hourRange(item));
	if (window === null) return item;
	const kept = item.estimates.flatMap((span) =>
		subtract(span, [window]).map((piece) => ({ ...span, ...piece })),
	);
	const fresh = subtract(window, item.covered).map((piece) => ({ ...estimate, ...piece }));
	return { ...item, estimates: [...kept, ...fresh].sort((a, b) => a.from - b.from) };
}

function hourRange(item: HourItem): Range {
	return { from: item.hour, to: item.hour + hourMs };
}

/**
 * What each range says of the window. Where stages of one replica overlap, each of them is kept: a replica is
 * billed while any of its ranges says so.
 */
function stageSpans(ranges: readonly StageRange[], window: Range): StageRange[] {
	return ranges.flatMap((range) => {
		const piece = clip(range, window);
		return piece === null ? [] : [{ ...range, ...piece }];
	});
}

/** The span cut where the price changes: what was priced before keeps its price, the rest takes the new one. */
function pricedPieces(span: StageRange, item: HourItem, price: Price): BookedSpan[] {
	const priced: readonly (Range & { price: Price })[] = [...item.spans, ...item.estimates];
	const old = priced.filter((entry) => entry.price.known && !samePrice(entry.price, price));
	const pieces = old.flatMap((entry) => {
		const piece = clip(entry, span);
		return piece === null ? [] : [{ ...piece, price: entry.price }];
	});
	const seen: (Range & { price: Price })[] = [];
	for (const piece of pieces.sort((a, b) => a.from - b.from)) {
		for (const rest of subtract(piece, seen)) seen.push({ ...rest, price: piece.price });
	}
	const rest = subtract(span, seen).map((piece) => ({ ...piece, price }));
	return [...seen, ...rest].map((piece) => ({
		...piece,
		replicaId: span.replicaId,
		stage: span.stage,
	}));
}

/** Touching spans of one replica, stage and price are one span; order is total, so that equal ledgers are equal. */
function joinSpans(spans: readonly BookedSpan[]): BookedSpan[] {
	const groups = Map.groupBy(
		spans,
		(span) =>
			`${span.replicaId}|${span.stage}|${span.price.lo}|${span.price.point}|${span.price.hi}`,
	);
	const joined = [...groups.values()].flatMap((group) => {
		const [first] = group;
		return first === undefined ? [] : unionOf(group).map((range) => ({ ...first, ...range }));
	});
	return joined.sort(
		(a, b) => a.from - b.from || compare(a.replicaId, b.replicaId) || compare(a.stage, b.stage),
	);
}

export function samePrice(a: Price, b: Price): boolean {
	return a.lo === b.lo && a.point === b.point && a.hi === b.hi;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
