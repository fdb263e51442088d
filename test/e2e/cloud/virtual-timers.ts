type Callback = (...args: unknown[]) => void;

/** What `setTimeout` gives back: enough of Node's own for whoever calls it. */
class VirtualTimeout {
	readonly timers: VirtualTimers;
	readonly delayMs: number;
	readonly run: () => void;
	dueAt: number;

	constructor(timers: VirtualTimers, delayMs: number, run: () => void) {
		this.timers = timers;
		this.delayMs = delayMs;
		this.run = run;
		this.dueAt = timers.now() + delayMs;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}

	hasRef(): boolean {
		return true;
	}

	refresh(): this {
		this.dueAt = this.timers.now() + this.delayMs;
		return this;
	}
}

/** Timers over a clock that somebody else moves. */
export class VirtualTimers {
	readonly now: () => number;
	readonly #pending = new Set<VirtualTimeout>();
	readonly #changed: () => void;

	constructor(now: () => number, changed: () => void) {
		this.now = now;
		this.#changed = changed;
	}

	set(callback: Callback, delayMs: number, args: readonly unknown[]): VirtualTimeout {
		const delay = Math.max(1, Math.ceil(Number(delayMs) || 0));
		const timeout = new VirtualTimeout(this, delay, () => callback(...args));
		this.#pending.add(timeout);
		this.#changed();
		return timeout;
	}

	/** False: it is none of these. */
	clear(timeout: unknown): boolean {
		if (!(timeout instanceof VirtualTimeout)) return false;
		this.#pending.delete(timeout);
		this.#changed();
		return true;
	}

	/** Runs what is due, the earliest first. */
	fireDue(): void {
		const now = this.now();
		const due = [...this.#pending].filter((timeout) => timeout.dueAt <= now);
		due.sort((one, other) => one.dueAt - other.dueAt);
		for (const timeout of due) {
			if (this.#pending.delete(timeout)) timeout.run();
		}
		if (due.length > 0) this.#changed();
	}

	nextDueAt(): number | null {
		const due = [...this.#pending].map((timeout) => timeout.dueAt);
		return due.length === 0 ? null : Math.min(...due);
	}
}
