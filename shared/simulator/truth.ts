import { Bill, PriceHistory, type StageInterval } from "./bill.ts";
import type { Instant, ReplicaStage } from "./endpoint.ts";
import { type Configuration, Journal, type JournalEntry } from "./journal.ts";
import type { AccountSettings } from "./settings.ts";

/**
 * What really happened and what it really cost, computed without any code of the guardrail. Money
 * is integer micro-USD, ranges are half-open, and nothing is known beyond the account's clock.
 */
export type Truth = {
	/** The bill of `[from, to)`, of one endpoint or of all, removed ones included. */
	billMicroUsd(from: Instant, to: Instant, endpoint?: string): number;
	/** Replica-milliseconds in billed stages, or in one stage. */
	replicaMilliseconds(from: Instant, to: Instant, filter?: QuantityFilter): number;
	rateMicroUsdPerHour(at: Instant, endpoint?: string): number;
	/** The first millisecond at which the bill since `from` exceeds an amount; null: not by `to`. */
	firstInstantAbove(from: Instant, to: Instant, microUsd: number): Instant | null;
	/** Every stage of every replica of an endpoint; the open ones have `to: null`. */
	stageIntervals(endpoint: string): readonly StageInterval[];
	/** Micro-USD per replica-hour of hardware keyed `vendor/region/type/size`. */
	priceMicroUsdPerHour(hardware: string, at: Instant): number;
	journal(): readonly JournalEntry[];
	configurationAt(endpoint: string, instant: Instant): Configuration | null;
};

export type QuantityFilter = { endpoint?: string; stage?: ReplicaStage };

/** The books that the account writes and the truth reads. */
export type Books = { bill: Bill; prices: PriceHistory; journal: Journal };

export function openBooks(settings: AccountSettings): Books {
	const prices = new PriceHistory();
	return { prices, bill: new Bill(settings, prices), journal: new Journal() };
}

/** `advance` brings the account up to its clock and returns that instant. */
export function createTruth({ bill, prices, journal }: Books, advance: () => Instant): Truth {
	const names = (endpoint?: string) => (endpoint === undefined ? bill.endpoints() : [endpoint]);
	const total = (endpoint: string | undefined, of: (name: string) => number) =>
		names(endpoint).reduce((sum, name) => sum + of(name), 0);
	const billMicroUsd = (from: Instant, to: Instant, endpoint?: string) => {
		const now = advance();
		const span = { from, to: Math.min(to, now) };
		return total(endpoint, (name) => bill.microUsd(span, name, now));
	};
	return {
		billMicroUsd,
		replicaMilliseconds(from, to, { endpoint, stage } = {}) {
			const now = advance();
			const span = { from, to: Math.min(to, now) };
			return total(endpoint, (name) => bill.replicaMilliseconds(span, name, now, stage));
		},
		rateMicroUsdPerHour(at, endpoint) {
			const now = advance();
			return total(endpoint, (name) => bill.rateMicroUsdPerHour(at, name, now));
		},
		firstInstantAbove(from, to, microUsd) {
			const isAbove = (instant: Instant) => billMicroUsd(from, instant) > microUsd;
			return firstInstant({ from, to: Math.min(to, advance()) }, isAbove);
		},
		stageIntervals(endpoint) {
			advance();
			return bill.intervals(endpoint);
		},
		priceMicroUsdPerHour: (hardware, at) => prices.at(hardware, at),
		journal() {
			advance();
			return journal.entries();
		},
		configurationAt(endpoint, instant) {
			advance();
			return journal.configurationAt(endpoint, instant);
		},
	};
}

/** Bisection: spend never falls, so the condition changes once. */
function firstInstant(
	span: { from: Instant; to: Instant },
	holds: (instant: Instant) => boolean,
): Instant | null {
	if (span.to < span.from || !holds(span.to)) return null;
	let low = span.from;
	let high = span.to;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (holds(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}
