import type { Held } from "../../../shared/domain/control.ts";

/** Of the budget, for a pause. What had no effect at a lower tier may end in a pause: the next rungs of SEMANTICS 5. */
export function leastRatio({ tier, rung }: Held): number {
	if (tier === "ceiling") return 3;
	return tier === "shutdown" || rung === 0 ? 2 : 1.2;
}
