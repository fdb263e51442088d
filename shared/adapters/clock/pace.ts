/** Being later than this is forgiven instead of made up for: time may lag, it never races. */
const forgivenLagMs = 50;

/** Below this a timer costs more time than it waits. */
const shortestWaitMs = 1;

/** Keeps virtual time at or below `speed` virtual milliseconds per real one. */
export class Pace {
	readonly #speed: number;
	/** Real time at which the present virtual instant was due. */
	#dueMs = 0;

	constructor(speed: number) {
		if (!(speed > 0)) throw new RangeError(`The speed must be above 0, not ${speed}.`);
		this.#speed = speed;
	}

	begin(): void {
		this.#dueMs = performance.now();
	}

	/** Waits until `virtualMs` more may pass, or until the function handed to `onWake` is called. */
	wait(virtualMs: number, onWake: (wake: () => void) => void): Promise<void> {
		const waitMs = this.#dueMs + virtualMs / this.#speed - performance.now();
		if (!(waitMs >= shortestWaitMs)) return Promise.resolve();
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, waitMs);
			onWake(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}

	/** Notes that `virtualMs` have passed. */
	passed(virtualMs: number): void {
		const now = performance.now();
		const dueMs = this.#dueMs + virtualMs / this.#speed;
		this.#dueMs = now - dueMs > forgivenLagMs ? now : dueMs;
	}
}
