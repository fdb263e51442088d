import type { Correction } from "../../../domain/bill.ts";
import type { Range } from "../../../domain/instant.ts";
import { addBounds, type Bounds, noMoney } from "../../../domain/money.ts";

/** What the corrections change in a window: each part counts where it is dated. */
export function correctedBy(corrections: readonly Correction[], window: Range): Bounds {
	return corrections
		.flatMap(({ parts }) => parts)
		.filter(({ at }) => window.from <= at && at < window.to)
		.reduce((sum, { delta }) => addBounds(sum, delta), noMoney);
}
