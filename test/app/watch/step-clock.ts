import type { Instant } from "../../../shared/domain/instant.ts";
import type { Clock } from "../../../shared/ports/clock.ts";

/** Waiting moves the time on at once; a timeout, which can be called off, never comes. */
export class StepClock implements Clock {
	#now: Instant;

	constructor(start: Instant) {
		this.#now = start;
	}

	now(): Instant {
		return this.#now;
	}

	moveTo(instant: Instant): void {
		this.#now = Math.max(this.#now, instant);
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal === undefined) {
			this.#now += ms;
			return;
		}
		if (signal.aborted) return;
		await new Promise<void>((resolve) =>
			signal.addEventListener("abort", () => resolve(), { once: true }),
		);
	}
}
