import type { StageRange } from "../../domain/endpoint.ts";
import { hourMs, type Instant, type Range } from "../../domain/instant.ts";
import type { BookedSpan, EstimatedSpan, FormerHardware, HourItem } from "../../domain/ledger.ts";
import type { Price } from "../../domain/price.ts";
import { doubtfulParts } from "./doubtful-parts.ts";
import { priceOfReplica } from "./former-hardware.ts";
import { clip, subtract, unionOf } from "./intervals.ts";

/** Stage ranges that were read for a window. */
export type TruthRead = {
	readonly window: Range;
	readonly ranges: readonly StageRange[];
	readonly price: Price;
	/** Hardware of versions that a rolling update replaces. */
	readonly formerly?: readonly FormerHardware[];
	/** The vendor is known to keep stage ranges since then; absent: since ever. */
	readonly keptSince?: Instant;
};

export function emptyHour(endpoint: string, createdAt: Instant, hour: Instant): HourItem {
	return { endpoint, createdAt, hour, covered: [], spans: [], estimates: [] };
}

/**
 * Books stage ranges that were read for `window`. Inside the window they replace everything known before;
 * a repeated, overlapping or clipped read changes nothing. A price that was booked for an instant stays. What
 * may have been left out is not believed.
 */
export function bookTruth(item: HourItem, read: TruthRead): HourItem {
	const window = clip(read.window, hourRange(item));
	if (window === null) return item;
	const believed = subtract(window, doubtfulParts(item, read));
	if (believed.length === 0) return item;
	const kept = item.spans.flatMap((span) =>
		subtract(span, believed).map((piece) => ({ ...span, ...piece })),
	);
	const priced = pricedBefore(item, read);
	const fresh = believed
		.flatMap((part) => stageSpans(read.ranges, part))
		.flatMap((span) => pricedPieces(span, priced, read));
	return {
		...item,
		covered: unionOf([...item.covered, ...believed]),
		spans: joinSpans([...kept, ...fresh]),
		estimates: item.estimates.flatMap((span) =>
			subtract(span, believed).map((piece) => ({ ...span, ...piece })),
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

type Priced = Range & { readonly price: Price };

/** What was priced before, but for prices of the other hardware of a rolling update: these are no earlier prices. */
function pricedBefore(item: HourItem, { price, formerly = [] }: TruthRead): Priced[] {
	const others = [price, ...formerly.map((former) => former.price)];
	const priced: readonly Priced[] = [...item.spans, ...item.estimates];
	return priced.filter(
		(entry) => entry.price.known && !others.some((each) => samePrice(each, entry.price)),
	);
}

/** The span cut where the price changes: what was priced before keeps its price, the rest takes the new one. */
function pricedPieces(span: StageRange, old: readonly Priced[], read: TruthRead): BookedSpan[] {
	const price = priceOfReplica(span.replicaId, read.price, read.formerly ?? []);
	const pieces = old.flatMap((entry) => {
		const piece = clip(entry, span);
		return piece === null ? [] : [{ ...piece, price: entry.price }];
	});
	const seen: Priced[] = [];
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
