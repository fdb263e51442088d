import type { StageRange } from "../../domain/endpoint.ts";
import type { Instant, Range } from "../../domain/instant.ts";
import type { BookedSpan, EstimatedSpan, HourItem } from "../../domain/ledger.ts";
import { clip, subtract } from "./intervals.ts";
import { stageBilling } from "./stage-billing.ts";

export type ShownRanges = {
	readonly window: Range;
	readonly ranges: readonly StageRange[];
	/** The vendor is known to keep stage ranges since then; absent: since ever. */
	readonly keptSince?: Instant;
};

/**
 * Where an answer may leave out replicas. The vendor does not keep ranges for ever: farther back than it is known
 * to, a list or an earlier read that saw more than is shown is believed, and so is what was assumed without a list.
 * An answer without any range at all takes nothing away that was seen.
 */
export function doubtfulParts(item: HourItem, { window, ranges, keptSince }: ShownRanges): Range[] {
	if (keptSince === undefined) return [];
	const unkept = { from: window.from, to: Math.min(keptSince, window.to) };
	const unseen = ranges.length === 0 ? window : unkept;
	const gaps = item.estimates.filter(
		({ source, replicasHi }) => source === "gap" && replicasHi > 0,
	);
	const listed = item.estimates.filter(({ source }) => source !== "gap");
	return [
		...gaps.flatMap((span) => clip(span, unkept) ?? []),
		...[
			...listed.flatMap((span) => unexplained(span, ranges)),
			...item.spans.flatMap((span) => unrepeated(span, ranges)),
		].flatMap((part) => clip(part, unseen) ?? []),
	];
}

function unexplained(span: EstimatedSpan, ranges: readonly StageRange[]): Range[] {
	if (span.replicasHi === 0) return [];
	return subtract(span, shownAtLeast(Math.max(1, span.replicasPoint), ranges));
}

function unrepeated(span: BookedSpan, ranges: readonly StageRange[]): Range[] {
	if (stageBilling(span.stage) === "unbilled") return [];
	const own = ranges.filter(({ replicaId }) => replicaId === span.replicaId);
	return subtract(span, own);
}

/** Where at least so many replicas are shown. Their own ranges touch, so each counts once. */
function shownAtLeast(replicas: number, ranges: readonly StageRange[]): Range[] {
	const steps = ranges
		.flatMap(({ from, to }) => [
			{ at: from, by: 1 },
			{ at: to, by: -1 },
		])
		.sort((a, b) => a.at - b.at || b.by - a.by);
	const parts: Range[] = [];
	let count = 0;
	for (const [index, { at, by }] of steps.entries()) {
		count += by;
		const next = steps[index + 1]?.at ?? at;
		if (count >= replicas && next > at) parts.push({ from: at, to: next });
	}
	return parts;
}
