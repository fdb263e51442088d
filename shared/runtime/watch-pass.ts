import type { WatchDeps } from "../app/alerts/watch-pass.ts";
import { type WatchOutcome, watchFleet } from "../app/watch-fleet.ts";
import { type InventoryOutcome, watchInventory } from "../app/watch-inventory.ts";

export type WatchTrigger = { readonly type: "schedule-due" | "spend.metered" };

/** The quick look after each list, or the whole pass. */
export async function watchPass(
	deps: WatchDeps,
	{ type }: WatchTrigger,
): Promise<WatchOutcome | { readonly outcome: InventoryOutcome }> {
	return type === "schedule-due" ? watchFleet(deps) : { outcome: await watchInventory(deps) };
}
