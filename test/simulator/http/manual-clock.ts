type Sleeper = { at: number; wake: () => void };

export type ManualClock = {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	sleepers(): number;
	advance(ms: number): void;
};

/** A clock that moves only when a test moves it. */
export function manualClock(startMs: number): ManualClock {
	let nowMs = startMs;
	let sleepers: Sleeper[] = [];
	return {
		now: () => nowMs,
		sleep: (ms, signal) =>
			new Promise((resolve) => {
				const sleeper = { at: nowMs + ms, wake: resolve };
				sleepers.push(sleeper);
				signal?.addEventListener("abort", () => {
					sleepers = sleepers.filter((other) => other !== sleeper);
					resolve();
				});
			}),
		sleepers: () => sleepers.length,
		advance: (ms) => {
			nowMs += ms;
			const due = sleepers.filter(({ at }) => at <= nowMs);
			sleepers = sleepers.filter(({ at }) => at > nowMs);
			for (const { wake } of due) wake();
		},
	};
}
