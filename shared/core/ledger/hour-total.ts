import { hourMs, type Instant, minuteMs } from "../../domain/instant.ts";
import type { HourItem, HourTotal, Lot } from "../../domain/ledger.ts";
import { slices } from "./intervals.ts";
import { lotsOf, mergeLots } from "./lots.ts";

/** Grain of windows: every zone offset and every window of this project is a multiple of it. */
export const binMs = 5 * minuteMs;

/** Sums of one UTC hour over all its endpoints. Derived: it can always be computed again from the items. */
export function hourTotal(hour: Instant, items: readonly HourItem[]): HourTotal {
	const bins: Lot[][] = slices({ from: hour, to: hour + hourMs }, binMs).map((bin) =>
		mergeLots(items.flatMap((item) => lotsOf(item, bin))),
	);
	return { hour, bins };
}
