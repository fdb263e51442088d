import { hourMs, type Range } from "../../../shared/domain/instant.ts";
import type { BookedSpan, HourItem } from "../../../shared/domain/ledger.ts";

export type Amounts = { readonly lo: number; readonly point: number; readonly hi: number };

/** One stored hour of one endpoint, judged: what it covers without a break, and what it says it cost. */
export type Judged = {
	readonly problem: string | null;
	readonly from: number;
	readonly to: number;
	readonly amounts: Amounts;
};

/** Billing of the documented stages; all others may be billed. Written apart from the code it judges. */
const certainlyBilled: ReadonlySet<string> = new Set(["initializing", "running"]);
const neverBilled: ReadonlySet<string> = new Set(["pending", "stopped"]);

/** Every millisecond at most once, no hole inside, nothing outside its hour. */
export function judgeHour(item: HourItem): Judged {
	const tiles = [...item.covered, ...item.estimates].sort((a, b) => a.from - b.from);
	const from = tiles[0]?.from ?? item.hour;
	const to = tiles.at(-1)?.to ?? item.hour;
	const problem =
		problemOf(tiles, item) ?? outsideProblem(item) ?? overlapProblem(item.spans) ?? null;
	return { problem, from, to, amounts: amountsOf(item) };
}

function problemOf(tiles: readonly Range[], { hour }: HourItem): string | null {
	let last: number | null = null;
	for (const { from, to } of tiles) {
		if (to <= from) return `a tile ends before it begins (${from} to ${to})`;
		if (from < hour || to > hour + hourMs) return "a tile lies outside its hour";
		if (last !== null && from < last) return `${last - from} ms are booked twice`;
		if (last !== null && from > last) return `${from - last} ms are booked nowhere`;
		last = to;
	}
	return null;
}

function outsideProblem({ spans, covered }: HourItem): string | null {
	const isInside = ({ from, to }: Range) =>
		covered.some((range) => range.from <= from && to <= range.to);
	return spans.every(isInside) ? null : "a replica's stage lies outside of what was read";
}

function overlapProblem(spans: readonly BookedSpan[]): string | null {
	const until = new Map<string, number>();
	for (const { replicaId, from, to } of [...spans].sort((a, b) => a.from - b.from)) {
		const last = until.get(replicaId);
		if (last !== undefined && from < last) return `replica ${replicaId} is booked twice`;
		until.set(replicaId, to);
	}
	return null;
}

function amountsOf({ spans, estimates }: HourItem): Amounts {
	let lo = 0;
	let point = 0;
	let hi = 0;
	for (const { from, to, stage, price } of spans) {
		if (neverBilled.has(stage)) continue;
		const hours = (to - from) / hourMs;
		if (certainlyBilled.has(stage)) lo += hours * price.lo;
		point += hours * price.point;
		hi += hours * price.hi;
	}
	for (const { from, to, replicasLo, replicasPoint, replicasHi, price } of estimates) {
		const hours = (to - from) / hourMs;
		lo += hours * replicasLo * price.lo;
		point += hours * replicasPoint * price.point;
		hi += hours * replicasHi * price.hi;
	}
	return { lo, point, hi };
}
