import type { Look } from "../../core/detect/alert-book.ts";
import { billDrift } from "../../core/detect/bill-drift.ts";
import { priceList } from "../../core/detect/price-list.ts";
import { billStore } from "../store/bill-store.ts";
import { priceStore } from "../store/price-store.ts";
import type { WatchPass } from "./watch-pass.ts";

/** What the bill says of the ledger, and whether the prices in force are the vendor's own. */
export async function lookAtAccounts({ deps, policy, now }: WatchPass): Promise<readonly Look[]> {
	const { table, namespace } = deps;
	const [state, status] = await Promise.all([
		billStore(table, namespace).readState(),
		priceStore(table, namespace).readStatus(),
	]);
	const { signal: driftSignal, ...drift } = billDrift(policy.accounting.bill);
	const { signal: listSignal, ...list } = priceList();
	const reconciled = state.value;
	const prices = { rule: list, subject: null, at: now, signal: listSignal(status) };
	if (reconciled === null) return [prices];
	const { lastRunAt: at } = reconciled;
	return [prices, { rule: drift, subject: null, at, signal: driftSignal(reconciled.drift) }];
}
