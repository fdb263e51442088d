/** At most so many calls in flight; those that wait get their turn in the order they came. */
export class CallSlots {
	#free: number;
	readonly #waiting: (() => void)[] = [];

	constructor(slots: number) {
		this.#free = slots;
	}

	async run<Result>(work: () => Promise<Result>): Promise<Result> {
		await this.#acquire();
		try {
			return await work();
		} finally {
			this.#release();
		}
	}

	async #acquire(): Promise<void> {
		if (this.#free > 0) {
			this.#free -= 1;
			return;
		}
		await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	/** A slot goes straight to the next in line, so that nobody can slip in between. */
	#release(): void {
		const next = this.#waiting.shift();
		if (next) next();
		else this.#free += 1;
	}
}
