import { hourMs, hourOf, type Instant, type Range } from "../../domain/instant.ts";
import type { GoneEndpoint, HourItem, Lot, Posture } from "../../domain/ledger.ts";
import type { Bounds } from "../../domain/money.ts";
import { slices } from "../ledger/intervals.ts";
import { chargeOf, estimateLot, lotsOf, mergeLots } from "../ledger/lots.ts";

export const spendKeys = ["endpoint", "region", "model", "tag", "hour"] as const;

export type SpendKey = (typeof spendKeys)[number];

/** What was spent under one name: an endpoint, a region, a tag, or (as digits) the start of a UTC hour. */
export type SpendRow = {
	readonly key: string;
	readonly replicaMs: Quantity;
	readonly spent: Bounds;
};

export type Quantity = { readonly lo: number; readonly point: number; readonly hi: number };

export type BookedSpend = {
	readonly items: readonly HourItem[];
	/** Open ends of the ledger; they count up to the window's end. */
	readonly postures: readonly Posture[];
	readonly gone: readonly GoneEndpoint[];
};

/** An endpoint of which the ledger knows no region, model or tag any more. */
export const unknownName = "(unknown)";
/** What carries no tag at all. */
export const untaggedName = "(untagged)";

/**
 * Spend of a window by what it went to, dearest first (hours in their order). An endpoint with several
 * tags counts under each, so rows by tag can sum to more than the whole.
 */
export function spendBy(by: SpendKey, window: Range, booked: BookedSpend): SpendRow[] {
	const namesOf = namer(by, booked);
	const lots = new Map<string, Lot[]>();
	for (const { part, owner, hour } of partsOf(window, booked)) {
		for (const name of by === "hour" ? [hourName(hour)] : namesOf(owner)) {
			lots.set(name, mergeLots([...(lots.get(name) ?? []), ...part]));
		}
	}
	const rows = [...lots].filter(([, own]) => own.length > 0).map(([key, own]) => rowOf(key, own));
	return rows.sort((a, b) =>
		by === "hour"
			? Number(a.key) - Number(b.key)
			: b.spent.point - a.spent.point || (a.key < b.key ? -1 : 1),
	);
}

/** The whole window as one row. */
export function spendTotal(window: Range, booked: BookedSpend): SpendRow {
	return rowOf("total", mergeLots(partsOf(window, booked).flatMap(({ part }) => part)));
}

type Owner = { readonly endpoint: string; readonly createdAt: Instant };
type Part = { readonly owner: Owner; readonly hour: Instant; readonly part: readonly Lot[] };

function partsOf(window: Range, { items, postures }: BookedSpend): Part[] {
	const touched = items.filter(({ hour }) => hour < window.to && window.from < hour + hourMs);
	const booked = touched.map((item) => ({
		owner: item,
		hour: item.hour,
		part: lotsOf(item, window),
	}));
	const open = postures.flatMap((posture) => {
		const from = Math.max(posture.since, window.from);
		if (from >= window.to) return [];
		return slices({ from, to: window.to }, hourMs).map((slice) => ({
			owner: posture,
			hour: hourOf(slice.from),
			part: mergeLots([estimateLot({ ...posture, ...slice }, slice)]),
		}));
	});
	return [...booked, ...open];
}

function namer(by: SpendKey, { postures, gone }: BookedSpend): (owner: Owner) => readonly string[] {
	if (by === "endpoint") return ({ endpoint }) => [endpoint];
	const names = new Map<string, readonly string[]>();
	for (const one of gone) names.set(identity(one), namesIn(by, one));
	for (const posture of postures) {
		const { tags, model, hardware } = posture.observed;
		names.set(identity(posture), namesIn(by, { tags, model, region: hardware.region }));
	}
	return (owner) => names.get(identity(owner)) ?? [unknownName];
}

function namesIn(
	by: SpendKey,
	{ tags, model, region }: Pick<GoneEndpoint, "tags" | "model" | "region">,
): readonly string[] {
	if (by === "tag") return tags.length === 0 ? [untaggedName] : [...new Set(tags)];
	return [by === "model" ? model : region];
}

function rowOf(key: string, lots: readonly Lot[]): SpendRow {
	const sum = (bound: keyof Quantity) => lots.reduce((all, lot) => all + lot[bound], 0);
	const replicaMs = { lo: sum("lo"), point: sum("point"), hi: sum("hi") };
	return { key, replicaMs, spent: chargeOf(lots) };
}

function hourName(hour: Instant): string {
	return String(hour);
}

function identity({ endpoint, createdAt }: Owner): string {
	return `${endpoint}@${createdAt}`;
}
