import type { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";

/** Runs the clock until the work is over, however it ends. */
export function runner(clock: VirtualClock) {
	return async <Result>(work: Promise<Result>): Promise<Result> => {
		await clock.run(work.catch(() => null));
		return work;
	};
}
