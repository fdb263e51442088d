import type { BillSettings } from "../../../domain/accounting.ts";
import type {
	BillComparison,
	Correction,
	EndpointDrift,
	MeteredEndpoint,
	MeteredPart,
} from "../../../domain/bill.ts";
import type { Instant, Range } from "../../../domain/instant.ts";
import { addBounds, type Bounds, type MicroUsd, noMoney } from "../../../domain/money.ts";

export type CompareInput = {
	readonly window: Range;
	readonly metered: readonly MeteredEndpoint[];
	/** Growth of the bill in the window, by label. */
	readonly billed: ReadonlyMap<string, MicroUsd>;
	readonly settings: Pick<BillSettings, "bookFromMicroUsd" | "bookUpToRatio">;
	readonly now: Instant;
};

/** Stands for all endpoints where the labels of a bill are not their names. */
export const wholeNamespace = "*";

/** Holds a window of the ledger against the bill, and makes the entries that set it right. */
export function compareBill(input: CompareInput): {
	readonly comparison: BillComparison;
	readonly corrections: readonly Correction[];
} {
	const pairs = pairsOf(input);
	const endpoints = pairs.map(driftOf).sort(byDifference);
	const metered = endpoints.reduce((sum, each) => addBounds(sum, each.metered), noMoney);
	const billedMicroUsd = endpoints.reduce((sum, each) => sum + each.billedMicroUsd, 0);
	const isBelieved = canBeBooked(metered, billedMicroUsd, input.settings);
	const corrections = isBelieved ? correctionsOf(pairs, input) : [];
	const booked = corrections.length > 0;
	return {
		comparison: { ...input.window, metered, billedMicroUsd, endpoints, booked },
		corrections,
	};
}

type Pair = MeteredEndpoint & { readonly billedMicroUsd: MicroUsd };

/** By name where at least one label is one; else the sums alone can be compared. */
function pairsOf({ metered, billed, window }: CompareInput): Pair[] {
	const names = new Set(metered.map(({ endpoint }) => endpoint));
	const isByName = billed.size === 0 || [...billed.keys()].some((label) => names.has(label));
	if (!isByName) return [sumOf(metered, billed)];
	const unmetered = [...billed.keys()].filter((label) => !names.has(label));
	return [
		...metered.map((each) => ({ ...each, billedMicroUsd: billed.get(each.endpoint) ?? 0 })),
		...unmetered.map((endpoint) => ({
			endpoint,
			parts: [{ ...window, metered: noMoney }],
			billedMicroUsd: billed.get(endpoint) ?? 0,
		})),
	];
}

function sumOf(metered: readonly MeteredEndpoint[], billed: ReadonlyMap<string, MicroUsd>): Pair {
	const [first, ...rest] = metered;
	const parts = (first?.parts ?? []).map((part, index) => ({
		...part,
		metered: rest.reduce(
			(sum, other) => addBounds(sum, other.parts[index]?.metered ?? noMoney),
			part.metered,
		),
	}));
	const billedMicroUsd = [...billed.values()].reduce((sum, each) => sum + each, 0);
	return { endpoint: wholeNamespace, parts, billedMicroUsd };
}

function driftOf({ endpoint, parts, billedMicroUsd }: Pair): EndpointDrift {
	return { endpoint, metered: sumOfParts(parts), billedMicroUsd };
}

function sumOfParts(parts: readonly MeteredPart[]): Bounds {
	return parts.reduce((sum, part) => addBounds(sum, part.metered), noMoney);
}

function byDifference(a: EndpointDrift, b: EndpointDrift): number {
	return Math.abs(differenceOf(b)) - Math.abs(differenceOf(a));
}

function differenceOf({ metered, billedMicroUsd }: EndpointDrift): MicroUsd {
	return billedMicroUsd - metered.point;
}

/** A bill that is far off may itself be wrong, and a wrong one must not open the budget. */
function canBeBooked(
	metered: Bounds,
	billed: MicroUsd,
	{ bookUpToRatio }: CompareInput["settings"],
): boolean {
	return Math.abs(billed - metered.point) <= bookUpToRatio * metered.point;
}

function correctionsOf(pairs: readonly Pair[], { window, settings, now }: CompareInput) {
	return pairs.flatMap((pair): Correction[] => {
		const { endpoint, metered, billedMicroUsd } = driftOf(pair);
		const isSmall = Math.abs(billedMicroUsd - metered.point) < settings.bookFromMicroUsd;
		if (isSmall) return [];
		const parts = datedParts(pair);
		return [{ ...window, endpoint, bookedAt: now, metered, billedMicroUsd, parts }];
	});
}

/** The bill, spread over the window as the metered spend is; each part then says exactly that. */
function datedParts({ parts, billedMicroUsd }: Pair): Correction["parts"] {
	const total = sumOfParts(parts);
	const weigh = total.point > 0 ? ({ metered }: MeteredPart) => metered.point : lengthOf;
	const weights = parts.map(weigh);
	const sum = weights.reduce((all, weight) => all + weight, 0);
	let before = 0;
	return parts.map(({ from, metered }, index) => {
		const begun = Math.round((billedMicroUsd * before) / sum);
		before += weights[index] ?? 0;
		const billed = Math.round((billedMicroUsd * before) / sum) - begun;
		const { lo, point, hi } = metered;
		return { at: from, delta: { lo: billed - lo, point: billed - point, hi: billed - hi } };
	});
}

function lengthOf({ from, to }: MeteredPart): number {
	return to - from;
}
