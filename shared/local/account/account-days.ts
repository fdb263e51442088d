import { bookTruth, emptyHour } from "../../core/ledger/book.ts";
import { lotsOf } from "../../core/ledger/lots.ts";
import { isBilledState } from "../../core/ledger/replica-counts.ts";
import { isDocumentedStage } from "../../core/ledger/stage-billing.ts";
import { dayOf } from "../../core/reading/period.ts";
import type { StageRange } from "../../domain/endpoint.ts";
import { hourMs, hourOf, type Instant } from "../../domain/instant.ts";
import { type MicroUsd, microUsdOf } from "../../domain/money.ts";
import type { Price } from "../../domain/price.ts";
import { chargeAtUsd } from "./charge-at-usd.ts";

/** What one endpoint was billed for on one local day. */
export type AccountDay = {
	readonly endpoint: string;
	/** Local date, YYYY-MM-DD. */
	readonly date: string;
	readonly replicaSeconds: number;
	readonly microUsd: MicroUsd;
};

export type AccountedEndpoint = {
	readonly endpoint: string;
	readonly ranges: readonly StageRange[];
	readonly usdPerHour: number;
	/** IANA. */
	readonly zone: string;
};

/**
 * Books the stage ranges of one endpoint hour by hour, as metering does, and sums them by local day: the
 * quantities first, then one charge a day. Days in which nothing was billed are left out. Stages whose
 * billing is not documented count, as in the point estimate.
 */
export function accountDays(input: AccountedEndpoint): AccountDay[] {
	const { endpoint, usdPerHour, zone } = input;
	const replicaMsByDate = new Map<string, number>();
	const billed = input.ranges.filter(({ stage }) => mayBeBilled(stage));
	for (const [hour, ranges] of rangesByHour(billed)) {
		for (const { date, replicaMs } of replicaTimes({ endpoint, hour, ranges, zone, usdPerHour })) {
			replicaMsByDate.set(date, (replicaMsByDate.get(date) ?? 0) + replicaMs);
		}
	}
	return [...replicaMsByDate]
		.filter(([, replicaMs]) => replicaMs > 0)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([date, replicaMs]) => ({
			endpoint,
			date,
			replicaSeconds: replicaMs / millisecondsPerSecond,
			microUsd: chargeAtUsd(replicaMs, usdPerHour),
		}));
}

const millisecondsPerSecond = 1_000;

/** A recording may hold states of the endpoint where a replica has none: paused, scaledToZero, failed. */
function mayBeBilled(stage: string): boolean {
	return isDocumentedStage(stage) || isBilledState(stage);
}

function rangesByHour(ranges: readonly StageRange[]): Map<Instant, StageRange[]> {
	const byHour = new Map<Instant, StageRange[]>();
	for (const range of ranges) {
		for (let hour = hourOf(range.from); hour < range.to; hour += hourMs) {
			const known = byHour.get(hour);
			if (known === undefined) byHour.set(hour, [range]);
			else known.push(range);
		}
	}
	return byHour;
}

type BookedHour = Omit<AccountedEndpoint, "ranges"> & {
	readonly hour: Instant;
	readonly ranges: readonly StageRange[];
};

function replicaTimes({ endpoint, hour, ranges, zone, usdPerHour }: BookedHour) {
	const micro = microUsdOf(usdPerHour);
	const price: Price = { lo: micro, point: micro, hi: micro, known: true };
	const window = { from: hour, to: hour + hourMs };
	const item = bookTruth(emptyHour(endpoint, 0, hour), { window, ranges, price });
	return daysOf(window, zone).map(({ date, from, to }) => ({
		date,
		replicaMs: lotsOf(item, { from, to }).reduce((sum, lot) => sum + lot.point, 0),
	}));
}

/** The local days that an hour touches: two where local midnight lies inside it. */
function daysOf(hour: { from: Instant; to: Instant }, zone: string) {
	const days: { date: string; from: Instant; to: Instant }[] = [];
	for (let at = hour.from; at < hour.to; ) {
		const { key, to } = dayOf(at, zone);
		const end = Math.min(to, hour.to);
		days.push({ date: key, from: at, to: end });
		at = end;
	}
	return days;
}
