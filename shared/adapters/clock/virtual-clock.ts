import type { Instant } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import { Pace } from "./pace.ts";
import { type Timer, TimerQueue } from "./timer-queue.ts";

/**
 * Turns of the event loop without any change before time may move. One turn lets microtasks and
 * callbacks of sockets run; the others cover callbacks that queue a callback.
 */
const quietTurns = 3;

/**
 * More sleeps of a server than holds: a client has just given up and the server is about to notice,
 * or the request came from outside this process. After this long without a change it is the latter.
 */
const outsideClientMs = 20;

/**
 * Time of the demo and of tests: it stands still while work is in flight and jumps from timer to
 * timer in between, so that a day passes in seconds and the same program always runs in the same
 * order. Nothing moves unless `run` is being awaited. Work that waits for anything but this clock
 * (a request, a file) must keep a hold open, otherwise time may move past it.
 */
export class VirtualClock implements Clock {
	readonly #timers = new TimerQueue();
	readonly #pace: Pace | null;
	#now: Instant;
	#holds = 0;
	#suspended = 0;
	#changes = 0;
	#running = false;
	#stopped = false;
	#announceChange: () => void = ignore;

	/**
	 * The clock as a server in the same process must see it: the hold of the client covers the whole
	 * request, so a sleep of the server suspends one hold for as long as it lasts.
	 */
	readonly requestFace: Clock = {
		now: () => this.#now,
		sleep: (ms, signal) => this.#sleepSuspended(ms, signal),
	};

	/** `pace.speed`: virtual milliseconds that may pass per real one; without it there is no limit. */
	constructor(start: Instant, pace?: { readonly speed: number }) {
		this.#now = start;
		this.#pace = pace ? new Pace(pace.speed) : null;
	}

	now(): Instant {
		return this.#now;
	}

	/** An endless sleep (`Infinity`) only ends by its signal. */
	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return Promise.resolve();
		return new Promise((resolve) => {
			const end = () => {
				timer.cancelled = true;
				signal?.removeEventListener("abort", end);
				this.#changed();
				resolve();
			};
			const timer: Timer = {
				dueAt: this.#now + Math.ceil(Math.max(0, ms)),
				wake: end,
				cancelled: false,
			};
			signal?.addEventListener("abort", end, { once: true });
			if (Number.isFinite(timer.dueAt)) this.#timers.add(timer);
			this.#changed();
		});
	}

	/** Work is in flight: time stands still until the returned function is called (more is harmless). */
	hold(): () => void {
		this.#holds += 1;
		this.#changed();
		let open = true;
		return () => {
			if (!open) return;
			open = false;
			this.#holds -= 1;
			this.#changed();
		};
	}

	/**
	 * Moves time: to the instant given, or until the promise settles (a rejection is passed on), or
	 * until nothing is left to do. `stop` ends it early.
	 */
	async run(until?: Instant | Promise<unknown>): Promise<void> {
		if (this.#running) throw new Error("The virtual clock is already being run.");
		this.#running = true;
		this.#stopped = false;
		this.#pace?.begin();
		try {
			if (until instanceof Promise) await this.#runWhile(until);
			else await this.#runTo(until ?? Number.POSITIVE_INFINITY);
		} finally {
			this.#running = false;
		}
	}

	/** Ends the present `run` after what is being done at this instant. */
	stop(): void {
		this.#stopped = true;
		this.#changed();
	}

	async #sleepSuspended(ms: number, signal: AbortSignal | undefined): Promise<void> {
		if (signal?.aborted) return;
		this.#suspended += 1;
		// The count must be back before anything else runs after the wake, so it is not left to `await`.
		const resume = () => {
			this.#suspended -= 1;
			this.#changed();
		};
		await this.sleep(ms, signal).then(resume);
	}

	async #runWhile(work: Promise<unknown>): Promise<void> {
		let settled = false;
		const settle = () => {
			settled = true;
			this.#changed();
		};
		work.then(settle, settle);
		while (!this.#stopped && !settled) {
			await this.#quiet(() => settled);
			if (this.#stopped || settled) break;
			const seen = this.#changes;
			if (!(await this.#fireNext(Number.POSITIVE_INFINITY))) await this.#changeAfter(seen);
		}
		if (settled) await work;
	}

	async #runTo(end: Instant): Promise<void> {
		while (!this.#stopped) {
			await this.#quiet(() => false);
			if (this.#stopped) return;
			if (await this.#fireNext(end)) continue;
			if (Number.isFinite(end) && !(await this.#moveTo(end))) continue;
			return;
		}
	}

	/** Waits until no work is in flight and the event loop has nothing more to say. */
	async #quiet(isOver: () => boolean): Promise<void> {
		let turns = 0;
		while (turns < quietTurns && !this.#stopped && !isOver()) {
			const seen = this.#changes;
			if (this.#holds > this.#suspended) await this.#changeAfter(seen);
			else if (this.#holds < this.#suspended) await this.#changeAfter(seen, outsideClientMs);
			else await new Promise(setImmediate);
			turns = seen === this.#changes ? turns + 1 : 0;
		}
	}

	/** True when something happened (a timer was fired, or a change came first): settle again. */
	async #fireNext(end: Instant): Promise<boolean> {
		const next = this.#timers.peek();
		if (!next || next.dueAt > end) return false;
		if (!(await this.#moveTo(next.dueAt))) return true;
		this.#timers.take()?.wake();
		return true;
	}

	/** Moves time forward at the pace set; false when a change came first and time stood still. */
	async #moveTo(instant: Instant): Promise<boolean> {
		const before = this.#changes;
		await this.#pace?.wait(instant - this.#now, (wake) => {
			this.#announceChange = wake;
		});
		if (before !== this.#changes) return false;
		this.#pace?.passed(instant - this.#now);
		this.#now = Math.max(this.#now, instant);
		return true;
	}

	/** Resolves when anything has changed since `seen`, or after `patienceMs` of real time. */
	#changeAfter(seen: number, patienceMs?: number): Promise<void> {
		if (this.#changes !== seen) return Promise.resolve();
		return new Promise((resolve) => {
			const timer = patienceMs === undefined ? undefined : setTimeout(resolve, patienceMs);
			this.#announceChange = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	#changed(): void {
		this.#changes += 1;
		const announce = this.#announceChange;
		this.#announceChange = ignore;
		announce();
	}
}

function ignore(): void {
	// Nobody waits for a change at the moment.
}
