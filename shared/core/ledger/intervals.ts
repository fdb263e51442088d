import type { Range } from "../../domain/instant.ts";

/** Disjoint, ascending ranges that cover exactly what the given ones cover; touching ones are joined. */
export function unionOf(ranges: readonly Range[]): Range[] {
	const sorted = ranges.filter((range) => range.to > range.from).sort((a, b) => a.from - b.from);
	const joined: { from: number; to: number }[] = [];
	for (const { from, to } of sorted) {
		const last = joined.at(-1);
		if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
		else joined.push({ from, to });
	}
	return joined;
}

/** What of `range` lies outside all of `holes`; an empty or inverted hole takes nothing away. */
export function subtract(range: Range, holes: readonly Range[]): Range[] {
	let rest: Range[] = range.to > range.from ? [range] : [];
	for (const hole of holes) {
		if (hole.to <= hole.from) continue;
		rest = rest.flatMap((piece) => [
			...(piece.from < hole.from ? [{ from: piece.from, to: Math.min(piece.to, hole.from) }] : []),
			...(piece.to > hole.to ? [{ from: Math.max(piece.from, hole.to), to: piece.to }] : []),
		]);
	}
	return rest;
}

/** The part of `range` inside `window`; null where there is none. */
export function clip(range: Range, window: Range): Range | null {
	const from = Math.max(range.from, window.from);
	const to = Math.min(range.to, window.to);
	return to > from ? { from, to } : null;
}

export function lengthMs(ranges: readonly Range[]): number {
	let sum = 0;
	for (const range of ranges) sum += range.to - range.from;
	return sum;
}

/** `range` cut at every multiple of `stepMs`, ascending. */
export function slices(range: Range, stepMs: number): Range[] {
	const pieces: Range[] = [];
	for (let from = range.from; from < range.to; ) {
		const to = Math.min(range.to, (Math.floor(from / stepMs) + 1) * stepMs);
		pieces.push({ from, to });
		from = to;
	}
	return pieces;
}
