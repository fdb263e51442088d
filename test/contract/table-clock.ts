import type { Instant } from "../../shared/domain/instant.ts";
import type { Clock } from "../../shared/ports/clock.ts";

export type TableClock = Clock & {
	set(at: Instant): void;
	/** Every length that was slept, in order. */
	readonly sleptMs: readonly number[];
};

/** A clock that stands still until it is set; sleeping moves it on at once. */
export function createTableClock(start: Instant = Date.UTC(2026, 10, 22)): TableClock {
	const sleptMs: number[] = [];
	let now = start;
	return {
		now: () => now,
		sleep: async (ms) => {
			sleptMs.push(ms);
			now += ms;
		},
		set: (at) => {
			now = at;
		},
		sleptMs,
	};
}
