import fc from "fast-check";
import { bookEstimate, emptyHour } from "../../../shared/core/ledger/book.ts";
import { hourTotal } from "../../../shared/core/ledger/hour-total.ts";
import { replicaCounts } from "../../../shared/core/ledger/replica-counts.ts";
import {
	hourMs,
	hourOf,
	type Instant,
	minuteMs,
	type Range,
} from "../../../shared/domain/instant.ts";
import type { HourTotal, Posture } from "../../../shared/domain/ledger.ts";
import { type Bounds, chargeMicroUsd } from "../../../shared/domain/money.ts";
import type { Price } from "../../../shared/domain/price.ts";
import { endpointOf, knownPrice, midnight, postureOf } from "../fixture.ts";

/** A number of replicas at a price for a while: booked, or (open) still running. */
export type Stretch = Range & {
	readonly lo: number;
	readonly point: number;
	readonly hi: number;
	readonly price: Price;
};

const price = fc.constantFrom<Price>(knownPrice(1), knownPrice(0.033), {
	lo: 500_000,
	point: 4_500_000,
	hi: 4_500_000,
	known: false,
});
const counts = fc
	.tuple(fc.nat(3), fc.nat(3), fc.nat(3))
	.map(([lo, more, most]) => ({ lo, point: lo + more, hi: lo + more + most }));

/** Between six hours before midnight and `at`, on whole minutes. */
export function stretchesUntil(at: Instant, grainMs: number): fc.Arbitrary<Stretch[]> {
	const most = Math.floor((at - midnight) / grainMs);
	const least = Math.ceil((-6 * hourMs) / grainMs);
	const instant = fc.integer({ min: least, max: most }).map((step) => midnight + step * grainMs);
	const stretch = fc.tuple(instant, instant, counts, price).map(([a, b, own, each]) => ({
		from: Math.min(a, b),
		to: Math.max(a, b),
		...own,
		price: each,
	}));
	return fc.array(stretch, { maxLength: 6 });
}

/** Endpoints as a list could show them, in any state, with the counts that follow from it. */
export const openPostures: fc.Arbitrary<Posture[]> = fc.array(
	fc
		.record({
			state: fc.constantFrom(
				"running",
				"initializing",
				"updating",
				"updateFailed",
				"paused",
				"failed",
				"pending",
				"scaledToZero",
				"unheardOf",
			),
			readyReplica: fc.nat(4),
			targetReplica: fc.nat(4),
			minReplica: fc.nat(2),
			maxReplica: fc.integer({ min: 2, max: 6 }),
			price,
		})
		.map(({ price: own, ...parts }) => openPosture(parts, own)),
	{ maxLength: 5 },
);

function openPosture(parts: Parameters<typeof endpointOf>[0], own: Price): Posture {
	const observed = endpointOf(parts);
	const { lo, point, hi } = replicaCounts(observed);
	return postureOf({ observed, replicasLo: lo, replicasPoint: point, replicasHi: hi, price: own });
}

/** The stretches as a meter would have booked them: an endpoint each, hour by hour. */
export function totalsOf(stretches: readonly Stretch[]): HourTotal[] {
	const hours = new Set<number>();
	for (const { from, to } of stretches) {
		for (let hour = hourOf(from); hour < to; hour += hourMs) hours.add(hour);
	}
	return [...hours].map((hour) =>
		hourTotal(
			hour,
			stretches.map((each, index) =>
				bookEstimate(emptyHour(`e-${index}`, 0, hour), {
					...each,
					source: "sampled",
					replicasLo: each.lo,
					replicasPoint: each.point,
					replicasHi: each.hi,
				}),
			),
		),
	);
}

/** What the open postures stand for up to `at`. */
export function openStretches(postures: readonly Posture[], at: Instant): Stretch[] {
	return postures.map(
		({ since, replicasLo: lo, replicasPoint: point, replicasHi: hi, price: own }) => {
			return { from: since, to: at, lo, point, hi, price: own };
		},
	);
}

/** The money of a window, minute by minute: slow, and with nothing in it that could be clever. */
export function spentIn(window: Range, stretches: readonly Stretch[]): Bounds {
	const prices = new Map<string, { price: Price; lo: number; point: number; hi: number }>();
	for (let minute = window.from; minute < window.to; minute += minuteMs) {
		for (const each of stretches) {
			if (minute < each.from || minute >= each.to) continue;
			const key = JSON.stringify(each.price);
			const sum = prices.get(key) ?? { price: each.price, lo: 0, point: 0, hi: 0 };
			prices.set(key, sum);
			sum.lo += each.lo * minuteMs;
			sum.point += each.point * minuteMs;
			sum.hi += each.hi * minuteMs;
		}
	}
	const sums = [...prices.values()];
	const total = (bound: "lo" | "point" | "hi") =>
		sums.reduce((all, sum) => all + chargeMicroUsd(sum[bound], sum.price[bound]), 0);
	return { lo: total("lo"), point: total("point"), hi: total("hi") };
}

export function isOrdered({ lo, point, hi }: Bounds): boolean {
	return 0 <= lo && lo <= point && point <= hi;
}

/** The largest difference of the three numbers. */
export function apart(a: Bounds, b: Bounds): number {
	return Math.max(Math.abs(a.lo - b.lo), Math.abs(a.point - b.point), Math.abs(a.hi - b.hi));
}
