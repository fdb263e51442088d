import { setTimeout as wait } from "node:timers/promises";
import type { Instant } from "../../shared/domain/instant.ts";
import type { Clock } from "../../shared/ports/clock.ts";

/** Time that stands still in a pass and moves between passes; who sleeps waits in real time. */
export class MinuteClock implements Clock {
	#now: Instant;

	constructor(start: Instant) {
		this.#now = start;
	}

	now(): Instant {
		return this.#now;
	}

	advance(ms: number): void {
		this.#now += ms;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
	}
}
