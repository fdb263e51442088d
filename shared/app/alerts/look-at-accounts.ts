import type { Look } from "../../core/detect/alert-book.ts";
import { billStore } from "../store/bill-store.ts";
import { priceStore } from "../store/price-store.ts";
import type { WatchPass } from "./watch-pass.ts";

/** What the bill says of the ledger, and whether the prices in force are the vendor's own. */
export async function lookAtAccounts({ deps, rules, now }: WatchPass): Promise<readonly Look[]> {
	const { table, namespace } = deps;
	const [state, status] = await Promise.all([
		billStore(table, namespace).readState(),
		priceStore(table, namespace).readStatus(),
	]);
	const reconciled = state.value;
	const prices = {
		rule: rules.priceList,
		subject: null,
		at: now,
		signal: rules.priceList.signal(status),
	};
	if (reconciled === null) return [prices];
	const { lastRunAt: at } = reconciled;
	const signal = rules.billDrift.signal(reconciled.drift);
	return [prices, { rule: rules.billDrift, subject: null, at, signal }];
}
