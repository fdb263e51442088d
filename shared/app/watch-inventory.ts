import type { Cursor } from "../domain/ledger.ts";
import { lookAtInventory } from "./alerts/look-at-inventory.ts";
import { recordAlerts } from "./alerts/record-alerts.ts";
import { saySignals } from "./alerts/say-signals.ts";
import { type InventoryDeps, loadWatchPass } from "./alerts/watch-pass.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { watchStore } from "./store/watch-store.ts";

export type InventoryOutcome = "nothing-new" | "looked" | "no-data";

/** After each list: where it is another one than the last, the rules that need nothing else look at it at once. */
export async function watchInventory(deps: InventoryDeps): Promise<InventoryOutcome> {
	const [cursor, state] = await Promise.all([
		ledgerStore(deps.table, deps.namespace).readCursor(),
		watchStore(deps.table, deps.namespace).readState(),
	]);
	if (cursor.value === null) return "no-data";
	if (state.value?.inventory === inventoryMark(cursor.value)) return "nothing-new";
	const pass = await loadWatchPass(deps);
	if (pass === null) return "no-data";
	const inventory = inventoryMark(pass.cursor);
	const recorded = await recordAlerts(pass, { looks: lookAtInventory(pass), inventory });
	await saySignals(deps, recorded);
	return "looked";
}

/** More failures in a row than guard-blind waits for are no news. */
const toldFailures = 3;

/** Names the list that was looked at. */
export function inventoryMark({ fingerprint, failedPasses }: Cursor): string {
	return `${fingerprint}/${Math.min(failedPasses, toldFailures)}`;
}
