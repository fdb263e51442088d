/**
 * At most so many calls in flight; those that wait get their turn in the order they came. The SDK opens
 * 50 connections and counts the wait for one as a lost connection, so a burst must not reach it whole.
 */
export class CallSlots {
	#free: number;
	readonly #waiting: (() => void)[] = [];

	constructor(slots: number) {
		this.#free = slots;
	}

	async run<Result>(work: () => Promise<Result>): Promise<Result> {
		if (this.#free > 0) this.#free -= 1;
		else await new Promise<void>((resolve) => this.#waiting.push(resolve));
		try {
			return await work();
		} finally {
			this.#release();
		}
	}

	/** A slot goes straight to the next in line, so that nobody can slip in between. */
	#release(): void {
		const next = this.#waiting.shift();
		if (next) next();
		else this.#free += 1;
	}
}
