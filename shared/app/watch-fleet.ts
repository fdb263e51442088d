import { askMetrics } from "./alerts/ask-metrics.ts";
import { lookAtAccounts } from "./alerts/look-at-accounts.ts";
import { lookAtBudgets, lookAtInventory, lookAtRegions } from "./alerts/look-at-inventory.ts";
import { recordAlerts } from "./alerts/record-alerts.ts";
import { saySignals } from "./alerts/say-signals.ts";
import { loadWatchPass, type WatchDeps } from "./alerts/watch-pass.ts";
import { inventoryMark } from "./watch-inventory.ts";

export type WatchOutcome = {
	readonly outcome: "watched" | "no-data";
	/** Endpoints that answered in this pass, and that wait for their turn. */
	readonly answered: number;
	readonly left: number;
	readonly fired: number;
	readonly resolved: number;
};

const nothing: WatchOutcome = { outcome: "no-data", answered: 0, left: 0, fired: 0, resolved: 0 };

/**
 * Every 5 minutes: asks what the account measured of each endpoint, looks at it, at the budget and at the list with
 * every detector, and writes alerts and their notice as one. It changes nothing at the account.
 */
export async function watchFleet(deps: WatchDeps): Promise<WatchOutcome> {
	const pass = await loadWatchPass(deps);
	if (pass === null) return nothing;
	const budgets = await lookAtBudgets(pass);
	const accounts = await lookAtAccounts(pass);
	const asked = await askMetrics(deps, pass);
	const recorded = await recordAlerts(pass, {
		looks: [
			...lookAtInventory(pass),
			...budgets,
			...accounts,
			...asked.looks,
			...lookAtRegions(pass, asked.seen),
		],
		findings: asked.findings,
		askedLast: asked.askedLast,
		inventory: inventoryMark(pass.cursor),
	});
	await pass.store.writeSketches(asked.sketches, pass.now);
	await saySignals(deps, recorded);
	const { answered, left } = asked;
	const count = (kind: string) => recorded.changes.filter((change) => change.kind === kind).length;
	deps.log.info("watch", { answered, left, findings: asked.findings.length });
	return { outcome: "watched", answered, left, fired: count("fired"), resolved: count("resolved") };
}
