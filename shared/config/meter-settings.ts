import type { MeterSettings } from "../app/meter/meter-pass.ts";
import { hourMs, minuteMs, secondMs } from "../domain/instant.ts";

/** How metering asks. Source of each number: the semantics of metering in ARCHITECTURE.md. */
export const meterSettings: MeterSettings = {
	/** Counts may be taken as constant between two good lists this far apart. */
	longestSampleMs: 180 * secondMs,
	/** A read of stage ranges overlaps the last one by this much. */
	overlapMs: 10 * minuteMs,
	/** Every billed endpoint is asked for its stage ranges at least this often. */
	everyMs: 6 * hourMs,
	/** Missed passes are recovered this far back. */
	recoverMs: 48 * hourMs,
	/** Until stage ranges are proven to be kept for so long, one question reaches as far back this often. */
	probeEveryMs: 10 * minuteMs,
	/** Stage ranges read after a change are read once more this much later: they can still grow. */
	confirmMs: 5 * minuteMs,
	/** Questions of one pass; with the list they stay within 600 calls per 5 minutes. */
	mostPerPass: 100,
	/** Stage ranges may be this much off the list without being news: their finest resolution, twice. */
	toleranceMs: 2 * secondMs,
};
