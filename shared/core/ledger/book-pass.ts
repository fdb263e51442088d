import type { StageRange } from "../../domain/endpoint.ts";
import { hourMs, hourOf, type Instant, type Range } from "../../domain/instant.ts";
import type { EstimatedSpan, HourItem, Posture } from "../../domain/ledger.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import { bookEstimate, bookTruth, emptyHour, type TruthRead } from "./book.ts";
import { slices } from "./intervals.ts";
import type { Observation } from "./observe.ts";
import { reprice } from "./reprice.ts";

/** Stage ranges as read for one endpoint; `ranges` null: the question failed and stays owed. */
export type Answer = {
	readonly posture: Posture;
	readonly window: Range;
	readonly ranges: readonly StageRange[] | null;
	/** Since when the vendor is known to keep stage ranges; absent: since ever. */
	readonly keptSince?: Instant;
	/** The ranges as they are billed, where that is not what was read; absent: as read. */
	readonly billed?: readonly StageRange[];
};

/** Everything one pass books for one endpoint, in the order in which it is booked. */
type Booking = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly estimates: readonly EstimatedSpan[];
	readonly truth: TruthRead | null;
};

/** UTC hours that the pass will touch, ascending: they have to be loaded before `bookPass`. */
export function hoursTouched(
	observations: readonly Observation[],
	answers: readonly Answer[],
): Instant[] {
	const hours = new Set<Instant>();
	for (const booking of bookingsOf(observations, answers)) {
		for (const range of rangesOf(booking)) {
			for (const slice of slices(range, hourMs)) hours.add(hourOf(slice.from));
		}
	}
	for (const { repricing } of observations) {
		for (const slice of slices(repricing ?? nowhere, hourMs)) hours.add(hourOf(slice.from));
	}
	return [...hours].sort((a, b) => a - b);
}

const nowhere: Range = { from: 0, to: 0 };

/** Hour items after the pass, those that did not change included. `items` are all of the touched hours. */
export function bookPass(
	items: readonly HourItem[],
	observations: readonly Observation[],
	answers: readonly Answer[],
): HourItem[] {
	const ledger = new Map(items.map((item) => [itemKey(item), item]));
	for (const booking of bookingsOf(observations, answers)) {
		for (const hour of hoursOf(booking)) {
			const empty = emptyHour(booking.endpoint, booking.createdAt, hour);
			const item = ledger.get(itemKey(empty)) ?? empty;
			ledger.set(itemKey(empty), bookInto(item, booking));
		}
	}
	const moved = observations.filter(({ repricing }) => repricing);
	return [...ledger.values()].map((item) => repricedBy(item, moved));
}

function repricedBy(item: HourItem, moved: readonly Observation[]): HourItem {
	const own = moved.find((observation) => isSameEndpoint(observation, item));
	return own?.repricing ? reprice(item, own.repricing) : item;
}

export function itemKey(item: HourItem): string {
	return `${item.hour}#${item.endpoint}@${item.createdAt}`;
}

function bookInto(item: HourItem, booking: Booking): HourItem {
	const estimated = booking.estimates.reduce(bookEstimate, item);
	return booking.truth === null ? estimated : bookTruth(estimated, booking.truth);
}

function bookingsOf(observations: readonly Observation[], answers: readonly Answer[]): Booking[] {
	const observed = observations.map((observation) => ({ ...observation, truth: null }));
	const answered = answers.flatMap(({ posture, window, ranges: read, billed, keptSince }) => {
		if (read === null) return [];
		const ranges = billed ?? read;
		const { endpoint, createdAt, price, formerly = [] } = posture;
		const estimates = openEstimate(posture, window.to);
		const since = keptSince === undefined ? {} : { keptSince };
		return [
			{ endpoint, createdAt, estimates, truth: { window, ranges, price, formerly, ...since } },
		];
	});
	return [...observed, ...answered];
}

/** What the open posture stands for: booked first, so that a read that reaches less far back leaves no hole. */
function openEstimate(posture: Posture, to: Instant): EstimatedSpan[] {
	if (to <= posture.since) return [];
	const { since, replicasLo, replicasPoint, replicasHi, price } = posture;
	return [{ from: since, to, source: "sampled", replicasLo, replicasPoint, replicasHi, price }];
}

function rangesOf(booking: Booking): Range[] {
	return [...booking.estimates, ...(booking.truth === null ? [] : [booking.truth.window])];
}

function hoursOf(booking: Booking): Instant[] {
	const hours = rangesOf(booking).flatMap((range) =>
		slices(range, hourMs).map((slice) => hourOf(slice.from)),
	);
	return [...new Set(hours)];
}
