import type { Instant, Range } from "../../domain/instant.ts";
import type { HourItem } from "../../domain/ledger.ts";
import type { Price } from "../../domain/price.ts";
import { samePrice } from "./book.ts";
import { clip, subtract } from "./intervals.ts";

/** In `[from, to)` what was booked at the price `before` may have cost `price`, which has bounds. */
export type Repricing = Range & { readonly before: Price; readonly price: Price };

export type PriceMove = {
	readonly before: Price;
	readonly after: Price;
	/** The old price was read last at this instant; null: it never was, it is the shipped catalogue's. */
	readonly confirmedAt: Instant | null;
	/** Where a price was never confirmed, nothing before this is looked at. */
	readonly earliest: Instant;
	/** The new price was seen. */
	readonly seenAt: Instant;
};

/**
 * A price moved at some time between two readings of the list. From the later one on the new price holds;
 * between them either may be billed. null: the price is the same, or one of them is an assumption anyway.
 */
export function repricingOf(move: PriceMove): Repricing | null {
	const { before, after, confirmedAt, earliest, seenAt } = move;
	if (!before.known || !after.known || samePrice(before, after)) return null;
	const from = confirmedAt ?? earliest;
	if (from >= seenAt) return null;
	const lo = Math.min(before.lo, after.lo);
	const hi = Math.max(before.hi, after.hi);
	return { from, to: seenAt, before, price: { lo, point: before.point, hi, known: true } };
}

/** The item with the doubt in it. Prices of other hardware, and doubts of before, stay. */
export function reprice(item: HourItem, repricing: Repricing): HourItem {
	return {
		...item,
		spans: item.spans.flatMap((span) => repricedPieces(span, repricing)),
		estimates: item.estimates.flatMap((span) => repricedPieces(span, repricing)),
	};
}

function repricedPieces<Priced extends Range & { readonly price: Price }>(
	span: Priced,
	{ before, price, ...window }: Repricing,
): Priced[] {
	const inside = clip(span, window);
	if (inside === null || !samePrice(span.price, before)) return [span];
	const outside = subtract(span, [inside]).map((piece) => ({ ...span, ...piece }));
	return [...outside, { ...span, ...inside, price }].sort((a, b) => a.from - b.from);
}
