import type { MeteredEndpoint, MeteredPart } from "../../../domain/bill.ts";
import { minuteMs, quarterMs, type Range } from "../../../domain/instant.ts";
import type { HourItem, Lot, Posture } from "../../../domain/ledger.ts";
import { slices, unionOf } from "../../ledger/intervals.ts";
import { chargeOf, estimateLot, lotsOf, mergeLots } from "../../ledger/lots.ts";
import { stageBilling } from "../../ledger/stage-billing.ts";

export type MeteredInput = {
	readonly window: Range;
	/** Items of all hours that the window touches. */
	readonly items: readonly HourItem[];
	readonly postures: readonly Posture[];
	/** `minute`: a started minute of a replica counts as a whole one. */
	readonly rounding: "millisecond" | "minute";
};

/** What the ledger says of a window, by name of the endpoint and quarter of an hour. */
export function meteredBetween({
	window,
	items,
	postures,
	rounding,
}: MeteredInput): MeteredEndpoint[] {
	const names = new Set([...items, ...postures].map(({ endpoint }) => endpoint));
	return [...names].sort().map((endpoint) => {
		const own = items.filter((item) => item.endpoint === endpoint);
		const open = postures.filter((posture) => posture.endpoint === endpoint);
		const runs = rounding === "minute" ? runsIn(own) : [];
		const parts = slices(window, quarterMs).map((part) =>
			partOf(part, window, { own, open, runs }),
		);
		return { endpoint, parts };
	});
}

type Known = {
	readonly own: readonly HourItem[];
	readonly open: readonly Posture[];
	readonly runs: readonly Run[];
};

function partOf(part: Range, window: Range, { own, open, runs }: Known): MeteredPart {
	const lots = mergeLots([
		...own.flatMap((item) => lotsOf(item, part)),
		...open.map((posture) => estimateLot({ ...posture, from: posture.since, to: part.to }, part)),
		...runs.filter(({ to }) => part.from < to && to <= part.to && to < window.to).map(roundingLot),
	]);
	return { ...part, metered: chargeOf(lots) };
}

/** A time in which one replica was billed without a break. */
type Run = Range & { readonly price: Lot["price"]; readonly isWhole: boolean };

function runsIn(items: readonly HourItem[]): Run[] {
	const first = Math.min(...items.map(({ hour }) => hour));
	const spans = items.flatMap((item) =>
		item.spans
			.filter(({ stage }) => stageBilling(stage) !== "unbilled")
			.map((span) => ({ ...span, key: `${item.createdAt}|${span.replicaId}` })),
	);
	return [...Map.groupBy(spans, ({ key }) => key).values()].flatMap((own) =>
		unionOf(own).flatMap((run) => {
			const last = own.findLast(({ to }) => to === run.to);
			if (last === undefined) return [];
			return [{ ...run, price: last.price, isWhole: run.from > first }];
		}),
	);
}

/** What rounding up adds at the end of a run; within a minute, where its beginning was not loaded. */
function roundingLot({ from, to, price, isWhole }: Run): Lot {
	if (!isWhole) return { price, lo: 0, point: minuteMs / 2, hi: minuteMs };
	const length = to - from;
	const extra = Math.ceil(length / minuteMs) * minuteMs - length;
	return { price, lo: extra, point: extra, hi: extra };
}
