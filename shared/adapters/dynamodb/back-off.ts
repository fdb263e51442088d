import type { Clock } from "../../ports/clock.ts";

/** Six rounds wait 1.55 s in all: over a throttled second, and well inside the 50 s lease of a pass. */
export const maxRounds = 6;
const firstWaitMs = 50;

/** Waits after the given round (from 1), twice as long each time. */
export async function backOff(clock: Clock, round: number): Promise<void> {
	await clock.sleep(firstWaitMs * 2 ** (round - 1));
}
