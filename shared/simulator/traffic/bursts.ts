import { hashFraction } from "../http/hash.ts";
import type { Traffic } from "./traffic.ts";

/** Rates in requests per second; a burst starts at a random moment of each `everyMs`. */
export type BatchSettings = {
	base: number;
	burst: number;
	everyMs: number;
	lengthMs: number;
	seed: number;
};

/** The traffic of batch jobs: one burst per interval, of about the same length, and little else. */
export function batchy(settings: BatchSettings): Traffic {
	const { base, burst, everyMs, lengthMs, seed } = settings;
	if (lengthMs > everyMs) {
		throw new RangeError(`A burst of ${lengthMs} ms does not fit into ${everyMs} ms.`);
	}
	return (instantMs) => {
		const interval = Math.floor(instantMs / everyMs);
		const start = hashFraction(seed, "batch", interval) * (everyMs - lengthMs);
		const elapsed = instantMs - interval * everyMs;
		return elapsed >= start && elapsed < start + lengthMs ? base + burst : base;
	};
}

/** From `at` (milliseconds UTC) and for `lengthMs`, `base` is multiplied by `factor`. */
export type SpikeSettings = { base: Traffic; at: number; lengthMs: number; factor: number };

/** The traffic of `base` with one sudden rise (or, with a factor below 1, a sudden drop). */
export function spike({ base, at, lengthMs, factor }: SpikeSettings): Traffic {
	return (instantMs) => {
		const isInside = instantMs >= at && instantMs < at + lengthMs;
		return base(instantMs) * (isInside ? factor : 1);
	};
}
