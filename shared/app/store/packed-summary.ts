import type { BudgetSummary, SpendBin, Summary } from "../../domain/ledger.ts";
import { type PackedBounds, packBounds, unpackBounds } from "./packed-bounds.ts";

/** Bins follow each other without a hole: where each ends, and what was spent in it. */
type PackedBins = {
	readonly from: number;
	readonly ends: readonly number[];
	readonly spent: PackedBounds;
};

type Packed<T extends BudgetSummary> = Omit<T, "bins"> & { readonly bins: PackedBins };

export type PackedSummary = Packed<Omit<Summary, "groups">> & {
	readonly groups: readonly Packed<Summary["groups"][number]>[];
};

/** A summary in the size in which a quiet minute reads it: a read unit is 4 KB. */
export function packSummary({ groups, ...whole }: Summary): PackedSummary {
	return { ...packOne(whole), groups: groups.map(packOne) };
}

/** Summaries of earlier versions have bins as they are, no groups and no forecast. */
export function unpackSummary(stored: PackedSummary | Summary): Summary {
	const { groups, ...whole } = { ...earlier, ...stored };
	return { ...unpackOne(whole), groups: groups.map((group) => unpackOne(group)) };
}

/** What summaries of earlier versions lack. */
const earlier = { groups: [], forecast: null };

function packOne<T extends BudgetSummary>({ bins, ...rest }: T): Packed<T> {
	return {
		...rest,
		bins: {
			from: bins[0]?.from ?? rest.at,
			ends: stepsOf(bins),
			spent: packBounds(bins.map(({ spent }) => spent)),
		},
	};
}

/** Lengths of the bins as runs: how many of which length. */
function stepsOf(bins: readonly SpendBin[]): number[] {
	const steps: number[] = [];
	for (const { from, to } of bins) {
		if (steps.at(-1) === to - from) steps.splice(-2, 1, (steps.at(-2) ?? 0) + 1);
		else steps.push(1, to - from);
	}
	return steps;
}

function unpackOne<T extends BudgetSummary>(stored: Packed<T> | T): T {
	const { bins } = stored;
	return (isPacked(bins) ? { ...stored, bins: binsOf(bins) } : stored) as T;
}

function isPacked(bins: PackedBins | readonly SpendBin[]): bins is PackedBins {
	return !Array.isArray(bins);
}

function binsOf({ from, ends, spent }: PackedBins): SpendBin[] {
	let at = from;
	let run = 0;
	let left = ends[0] ?? 0;
	return unpackBounds(spent).map((amount) => {
		if (left === 0) {
			run += 2;
			left = ends[run] ?? 0;
		}
		left -= 1;
		const bin = { from: at, to: at + (ends[run + 1] ?? 0), spent: amount ?? noAmount };
		at = bin.to;
		return bin;
	});
}

const noAmount = { lo: 0, point: 0, hi: 0 };
