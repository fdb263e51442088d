import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";
import type { HourItem, HourTotal, Lot } from "../../domain/ledger.ts";
import { slices } from "./intervals.ts";
import { billedTimes, lotsWithin, mergeLots } from "./lots.ts";

/** Grain of windows: every zone offset and every window of this project is a multiple of it. */
export const binMs = 5 * minuteMs;

/** Sums of one UTC hour over all its endpoints. Derived: it can always be computed again from the items. */
export function hourTotal(hour: Instant, items: readonly HourItem[]): HourTotal {
	const billed = items.map((item) => ({ item, times: billedTimes(item) }));
	const bins: Lot[][] = slices({ from: hour, to: hour + hourMs }, binMs).map((bin) =>
		mergeLots(billed.flatMap(({ item, times }) => lotsWithin(item.estimates, times, bin))),
	);
	return { hour, bins };
}
