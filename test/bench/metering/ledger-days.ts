import { chargeOf, estimateLot, lotsOf } from "../../../shared/core/ledger/lots.ts";
import { hourMs, type Range } from "../../../shared/domain/instant.ts";
import type { Cursor, HourItem, Lot, Posture } from "../../../shared/domain/ledger.ts";
import type { Bounds } from "../../../shared/domain/money.ts";
import type { BenchTable } from "./bench-table.ts";

/** What the ledger says of one endpoint on one day. */
export type LedgerDay = {
	readonly endpoint: string;
	readonly from: number;
	readonly spent: Bounds;
	/** The last good list: later than this nothing is in the ledger. */
	readonly until: number;
	/** Replica-milliseconds of the day that no stage ranges stand behind. */
	readonly estimatedMs: number;
	/** What lies between the bounds of the times for which neither ranges nor lists were to be had. */
	readonly gapMicroUsd: number;
};

/** Sums the hour items of a day by name. */
export function ledgerDays(table: BenchTable, day: Range): LedgerDay[] {
	const lots = new Map<string, Sum>();
	const add = (endpoint: string, more: readonly Lot[], estimated: Estimated) => {
		const known = lots.get(endpoint) ?? { lots: [], estimatedMs: 0, gapMicroUsd: 0 };
		lots.set(endpoint, {
			lots: [...known.lots, ...more],
			estimatedMs: known.estimatedMs + estimated.estimatedMs,
			gapMicroUsd: known.gapMicroUsd + estimated.gapMicroUsd,
		});
	};
	for (let hour = Math.floor(day.from / hourMs) * hourMs; hour < day.to; hour += hourMs) {
		const prefix = `hour#${String(hour / hourMs).padStart(10, "0")}`;
		for (const body of table.bodies(prefix)) {
			const item = body as HourItem;
			add(item.endpoint, lotsOf(item, day), estimatedIn(item, day));
		}
	}
	const until = observedUntil(table);
	for (const body of table.bodies("posture#")) {
		const posture = body as Posture;
		const open = { ...posture, from: posture.since, to: until };
		const lot = estimateLot(open, day);
		add(posture.endpoint, [lot], { estimatedMs: lot.hi, gapMicroUsd: 0 });
	}
	return [...lots].map(([endpoint, own]) => ({
		endpoint,
		from: day.from,
		spent: chargeOf(own.lots),
		until,
		estimatedMs: own.estimatedMs,
		gapMicroUsd: own.gapMicroUsd,
	}));
}

/** Drops the hours before an instant: no later day touches them. */
export function forgetHours(table: BenchTable, day: Range): void {
	for (let hour = Math.floor(day.from / hourMs) * hourMs; hour + hourMs < day.to; hour += hourMs) {
		table.forget(`hour#${String(hour / hourMs).padStart(10, "0")}`);
	}
}

type Estimated = Pick<LedgerDay, "estimatedMs" | "gapMicroUsd">;

type Sum = Estimated & { readonly lots: Lot[] };

function estimatedIn(item: HourItem, day: Range): Estimated {
	let estimatedMs = 0;
	let gapMicroUsd = 0;
	for (const span of item.estimates) {
		const lot = estimateLot(span, day);
		estimatedMs += lot.hi;
		if (span.source === "gap") gapMicroUsd += ((lot.hi - lot.lo) * span.price.hi) / hourMs;
	}
	return { estimatedMs, gapMicroUsd };
}

function observedUntil(table: BenchTable): number {
	const [cursor] = table.bodies("cursor");
	return (cursor as Cursor | undefined)?.observedUntil ?? 0;
}
