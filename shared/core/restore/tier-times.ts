import type { Control } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Tier } from "../../domain/policy.ts";
import type { Standing } from "../../domain/standing.ts";

/** When the namespace last came under every line, and since when it has been above one, `tier` being that of now. */
export function tierTimes(
	{ tier: before, history }: Pick<Control, "tier" | "history">,
	tier: Tier,
	now: Instant,
): Pick<Standing, "lastOkAt" | "aboveSince"> {
	if (tier === "ok" && before !== "ok") return { lastOkAt: now };
	const last = history.findLastIndex((event) => event.tier === "ok");
	const lastOkAt = history[last]?.at;
	return tier === "ok" ? { lastOkAt } : { lastOkAt, aboveSince: history[last + 1]?.at ?? now };
}
