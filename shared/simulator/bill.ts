import type { Instant, ReplicaStage } from "./endpoint.ts";
import type { AccountSettings } from "./settings.ts";

/** One replica in one stage; an open interval has `to: null`. */
export type StageInterval = {
	endpoint: string;
	replicaId: string;
	hardware: string;
	stage: ReplicaStage;
	from: Instant;
	to: Instant | null;
};

/** A time in which one replica costs money without a break. */
type BilledRun = {
	endpoint: string;
	hardware: string;
	from: Instant;
	to: Instant | null;
};

type Span = { from: Instant; to: Instant };

const hourMs = 3_600_000n;
const minuteMs = 60_000;

/**
 * The exact bill. Quantities are integer replica-milliseconds; money is rounded half up, once per
 * endpoint and price, after all its quantities are summed. Stage changes must come in order of time.
 */
export class Bill {
	readonly #settings: AccountSettings;
	readonly #priceChanges: PriceHistory;
	readonly #intervals = new Map<string, StageInterval[]>();
	readonly #runs = new Map<string, BilledRun[]>();
	readonly #openIntervals = new Map<string, StageInterval>();
	readonly #openRuns = new Map<string, BilledRun>();

	constructor(settings: AccountSettings, prices: PriceHistory) {
		this.#settings = settings;
		this.#priceChanges = prices;
	}

	/** A replica enters a stage, which ends the stage it was in. */
	enter(change: Omit<StageInterval, "from" | "to"> & { at: Instant }): void {
		const { at, ...rest } = change;
		const open = this.#openIntervals.get(change.replicaId);
		if (open !== undefined) open.to = at;
		const interval = { ...rest, from: at, to: null };
		this.#openIntervals.set(change.replicaId, interval);
		listOf(this.#intervals, change.endpoint).push(interval);
		this.#moveRun(interval);
	}

	isBilled(stage: ReplicaStage): boolean {
		if (stage === "initializing" || stage === "running") return true;
		if (stage === "pending" || stage === "stopped") return false;
		return this.#settings.billsUndocumentedStages;
	}

	intervals(endpoint: string): readonly StageInterval[] {
		return this.#intervals.get(endpoint) ?? [];
	}

	endpoints(): string[] {
		return [...this.#intervals.keys()];
	}

	microUsd(span: Span, endpoint: string, now: Instant): number {
		const quantities = new Map<number, number>();
		for (const run of this.#runs.get(endpoint) ?? []) {
			const end = this.#endOf(run, now);
			if (end <= span.from || run.from >= span.to) continue;
			const part = { from: Math.max(run.from, span.from), to: Math.min(end, span.to) };
			this.#addByPrice(quantities, run.hardware, part);
		}
		let total = 0;
		for (const [price, replicaMs] of quantities) total += charge(replicaMs, price);
		return total;
	}

	/** Replica-milliseconds of one endpoint in one stage, or in all billed stages. */
	replicaMilliseconds(span: Span, endpoint: string, now: Instant, stage?: ReplicaStage): number {
		let total = 0;
		for (const interval of this.intervals(endpoint)) {
			const counts = stage === undefined ? this.isBilled(interval.stage) : interval.stage === stage;
			if (!counts) continue;
			const end = Math.min(interval.to ?? now, span.to);
			total += Math.max(0, end - Math.max(interval.from, span.from));
		}
		return total;
	}

	/** What the replicas that are billed at an instant cost in an hour. */
	rateMicroUsdPerHour(at: Instant, endpoint: string, now: Instant): number {
		let total = 0;
		for (const run of this.#runs.get(endpoint) ?? []) {
			const isOpen = run.from <= at && (run.to === null || at < this.#endOf(run, now));
			if (isOpen) total += this.#priceChanges.at(run.hardware, at);
		}
		return total;
	}

	#moveRun(interval: StageInterval): void {
		const { replicaId, endpoint, hardware, from } = interval;
		const run = this.#openRuns.get(replicaId);
		const isBilled = this.isBilled(interval.stage);
		if (run !== undefined && !isBilled) {
			run.to = from;
			this.#openRuns.delete(replicaId);
		}
		if (run !== undefined || !isBilled) return;
		const begun: BilledRun = { endpoint, hardware, from, to: null };
		this.#openRuns.set(replicaId, begun);
		listOf(this.#runs, endpoint).push(begun);
	}

	#endOf(run: BilledRun, now: Instant): Instant {
		const end = run.to ?? now;
		if (this.#settings.billingGranularity === "millisecond") return end;
		return run.from + Math.ceil((end - run.from) / minuteMs) * minuteMs;
	}

	#addByPrice(quantities: Map<number, number>, hardware: string, part: Span): void {
		for (const { from, to, price } of this.#priceChanges.within(hardware, part)) {
			quantities.set(price, (quantities.get(price) ?? 0) + (to - from));
		}
	}
}

/** Prices in integer micro-USD per replica-hour, each from an instant on. */
export class PriceHistory {
	readonly #changes = new Map<string, { from: Instant; price: number }[]>();

	set(hardware: string, from: Instant, price: number): void {
		const changes = listOf(this.#changes, hardware);
		const last = changes.at(-1);
		if (last !== undefined && last.from > from) throw new RangeError("Prices only change forward.");
		changes.push({ from, price });
	}

	/** The price at an instant; the first known price also holds before it was published. */
	at(hardware: string, instant: Instant): number {
		const changes = this.#changes.get(hardware);
		const found = changes?.findLast((change) => change.from <= instant) ?? changes?.[0];
		if (found === undefined) throw new RangeError(`No price for ${hardware}.`);
		return found.price;
	}

	has(hardware: string): boolean {
		return this.#changes.has(hardware);
	}

	within(hardware: string, span: Span): (Span & { price: number })[] {
		const inner = (this.#changes.get(hardware) ?? [])
			.map((change) => change.from)
			.filter((from) => from > span.from && from < span.to);
		const starts = [span.from, ...inner];
		return starts.map((from, index) => ({
			from,
			to: starts[index + 1] ?? span.to,
			price: this.at(hardware, from),
		}));
	}
}

/** Half up; the product can pass 2^53, so it is formed in BigInt. */
function charge(replicaMs: number, microUsdPerHour: number): number {
	const product = BigInt(replicaMs) * BigInt(microUsdPerHour);
	return Number((2n * product + hourMs) / (2n * hourMs));
}

function listOf<Value>(map: Map<string, Value[]>, key: string): Value[] {
	const list = map.get(key) ?? [];
	map.set(key, list);
	return list;
}
