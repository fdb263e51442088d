import type { MeteredEndpoint, MeteredPart } from "../../../domain/bill.ts";
import { quarterMs, type Range } from "../../../domain/instant.ts";
import type { HourItem, Posture } from "../../../domain/ledger.ts";
import { slices } from "../../ledger/intervals.ts";
import { chargeOf, estimateLot, lotsOf } from "../../ledger/lots.ts";

export type MeteredInput = {
	readonly window: Range;
	/** Items of all hours that the window touches. */
	readonly items: readonly HourItem[];
	readonly postures: readonly Posture[];
};

/** What the ledger says of a window, by name of the endpoint and quarter of an hour. */
export function meteredBetween({ window, items, postures }: MeteredInput): MeteredEndpoint[] {
	const itemsOf = Map.groupBy(items, ({ endpoint }) => endpoint);
	const posturesOf = Map.groupBy(postures, ({ endpoint }) => endpoint);
	const names = new Set([...itemsOf.keys(), ...posturesOf.keys()]);
	return [...names].sort().map((endpoint) => {
		const own = itemsOf.get(endpoint) ?? [];
		const open = posturesOf.get(endpoint) ?? [];
		return { endpoint, parts: slices(window, quarterMs).map((part) => partOf(part, own, open)) };
	});
}

function partOf(part: Range, own: readonly HourItem[], open: readonly Posture[]): MeteredPart {
	const lots = [
		...own.flatMap((item) => lotsOf(item, part)),
		...open.map((posture) => estimateLot({ ...posture, from: posture.since, to: part.to }, part)),
	];
	return { ...part, metered: chargeOf(lots) };
}
