import type { Instant } from "../../shared/domain/instant.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Fault, PortKind } from "./fault-table.ts";
import { between, chance, mix } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import { SimulatedFault } from "./simulated-fault.ts";

export type ProcessKind = "meter" | "guard" | "notify" | "override";

/** What decides about the faults of a call, and hears of those that happened. */
export type FaultSource = {
	readonly durations: FaultDurations;
	faultOf(process: Process, port: PortKind, call: Call): Fault | null;
	/** Tells which call begins; a crash point is found by counting these. */
	onCall(process: Process, call: Call): void;
};

/** How long what is late may be, in milliseconds. */
export type FaultDurations = {
	/** The answer of a call, while the process stands still. */
	readonly stallMs: readonly [number, number];
	/** A change of the account whose caller has given up. */
	readonly lateMs: readonly [number, number];
};

export const usualDurations: FaultDurations = {
	stallMs: [5_000, 60_000],
	lateMs: [5_000, 45_000],
};

export type Call = { readonly index: number; readonly name: string; readonly key: number };

/** How an effect is told what shall be wrong with it. */
export type Effect<T> = (fault: Fault | null) => T | Promise<T>;

export type Freeze = { readonly atCall: number; readonly ms: number };

type ProcessOptions = {
	readonly kind: ProcessKind;
	readonly key: number;
	readonly skewMs: number;
	/** How long it may run. */
	readonly limitMs: number;
	/** The call after which it stands still, and for how long. */
	readonly freeze?: Freeze | null;
	readonly scheduler: Scheduler;
	readonly faults: FaultSource;
};

/** After this a call to the account is given up (the setting of the real client). */
const callTimeoutMs = 10_000;

/** One invocation of one function: everything that it does passes through `call`. */
export class Process {
	readonly kind: ProcessKind;
	readonly key: number;
	readonly startedAt: Instant;
	readonly clock: Clock;
	readonly #skewMs: number;
	readonly #scheduler: Scheduler;
	readonly #faults: FaultSource;
	readonly #freeze: Freeze | null;
	#calls = 0;
	/** Nothing happens in it from then on. */
	endsAt: Instant;
	/** When this process last read each endpoint by itself. */
	readonly readAt = new Map<string, Instant>();
	/** When it last began to write to each; where the answer is lost, that may land much later. */
	readonly sentAt = new Map<string, Instant>();

	constructor({ kind, key, skewMs, limitMs, freeze, scheduler, faults }: ProcessOptions) {
		this.#freeze = freeze ?? null;
		this.kind = kind;
		this.key = key;
		this.#skewMs = skewMs;
		this.#scheduler = scheduler;
		this.#faults = faults;
		this.startedAt = scheduler.now;
		this.endsAt = scheduler.now + limitMs;
		this.clock = {
			now: () => scheduler.now + skewMs,
			sleep: (ms) => new Promise((resolve) => this.#later(scheduler.now + ms, resolve)),
		};
	}

	get isSkewed(): boolean {
		return this.#skewMs !== 0;
	}

	/** A port call: travels, takes effect, and its answer travels back; each may fail. */
	call<T>(port: PortKind, name: string, effect: Effect<T>): Promise<T> {
		const index = this.#calls;
		this.#calls += 1;
		const call = { index, name, key: mix(this.key, index) };
		const fault = this.#faults.faultOf(this, port, call);
		this.#faults.onCall(this, call);
		const { now } = this.#scheduler;
		const { durations } = this.#faults;
		if (fault === "crash-before") {
			this.endsAt = now;
			return new Promise(() => undefined);
		}
		const early = errorBefore(fault, name);
		if (early !== null) return this.#fail(early, fault);
		const arrivesAt = now + latencyOf(port, call.key, 2);
		return new Promise((resolve, reject) => {
			if (fault === "timeout-late") {
				this.#scheduler.silentlyAt(
					now + between(call.key, 4, durations.lateMs),
					async () => void (await outcomeOf(effect, null)),
				);
				this.#later(now + callTimeoutMs, () => reject(SimulatedFault.of("timeout", name)));
				return;
			}
			this.#scheduler.silentlyAt(arrivesAt, async () => {
				const outcome = await outcomeOf(effect, fault);
				if (fault === "crash-after") this.endsAt = this.#scheduler.now;
				const frozenMs = index === this.#freeze?.atCall ? this.#freeze.ms : 0;
				const stallMs = fault === "stall" ? between(call.key, 5, durations.stallMs) : 0;
				const late = frozenMs + stallMs;
				this.#later(this.#scheduler.now + latencyOf(port, call.key, 3) + late, () => {
					const lost = errorAfter(fault, name);
					if (lost !== null) reject(lost);
					else if ("error" in outcome) reject(outcome.error);
					else resolve(outcome.value);
				});
			});
		});
	}

	#fail(error: SimulatedFault, fault: Fault | null): Promise<never> {
		const after = fault === "timeout-before" ? callTimeoutMs : 50;
		return new Promise((_, reject) => {
			this.#later(this.#scheduler.now + after, () => reject(error));
		});
	}

	/** A dead process hears of nothing any more. */
	#later(at: Instant, action: () => void): void {
		this.#scheduler.at(at, () => {
			if (at < this.endsAt) action();
		});
	}
}

type Outcome<T> = { readonly value: T } | { readonly error: Error };

async function outcomeOf<T>(effect: Effect<T>, fault: Fault | null): Promise<Outcome<T>> {
	try {
		return { value: await effect(fault) };
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		return { error };
	}
}

/** The call never took effect. */
function errorBefore(fault: Fault | null, name: string): SimulatedFault | null {
	switch (fault) {
		case "throttled":
			return SimulatedFault.of("store", name);
		case "server-error":
			return SimulatedFault.of("unavailable", name);
		case "rate-limited":
			return SimulatedFault.of("rate-limited", name);
		case "timeout-before":
			return SimulatedFault.of("timeout", name);
		default:
			return null;
	}
}

/** The call took effect, wholly or in part, and its answer is lost. */
function errorAfter(fault: Fault | null, name: string): SimulatedFault | null {
	if (fault === "unknown-outcome" || fault === "half-written") {
		return SimulatedFault.of("store", name);
	}
	return fault === "timeout-after" ? SimulatedFault.of("timeout", name) : null;
}

const fastMs = [1, 8] as const;
const remoteMs = [20, 250] as const;
const slowMs = [1_000, 4_000] as const;
const slowShare = 0.01;

function latencyOf(port: PortKind, key: number, purpose: number): number {
	if (port.startsWith("table")) return between(key, purpose, fastMs);
	return between(key, purpose, chance(key, purpose + 10) < slowShare ? slowMs : remoteMs);
}
