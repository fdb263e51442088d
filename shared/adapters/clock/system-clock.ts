import type { Instant } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";

/** Node fires a timer at once when its delay does not fit into 31 bits (about 24.8 days). */
const longestTimerMs = 2 ** 31 - 1;

/** The wall clock of this machine. */
export class SystemClock implements Clock {
	now(): Instant {
		return Date.now();
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		let remainingMs = Math.max(0, ms);
		do {
			const stretchMs = Math.min(remainingMs, longestTimerMs);
			await sleepOnce(stretchMs, signal);
			remainingMs -= stretchMs;
		} while (remainingMs > 0 && !signal?.aborted);
	}
}

function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const wake = () => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		signal?.addEventListener("abort", wake, { once: true });
	});
}
