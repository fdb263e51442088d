import { createBillReader } from "../../shared/adapters/huggingface/bill-reader.ts";
import { createPriceReader } from "../../shared/adapters/huggingface/price-reader.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { meterFleet } from "../../shared/app/meter-fleet.ts";
import { type ReconcileDeps, reconcileBill } from "../../shared/app/reconcile-bill.ts";
import { billStore } from "../../shared/app/store/bill-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { priceMemory } from "../../shared/app/store/price-store.ts";
import { meterSettings } from "../../shared/config/meter-settings.ts";
import type { BillSettings } from "../../shared/domain/accounting.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import type { PriceBook } from "../../shared/domain/price.ts";
import type { BillReader } from "../../shared/ports/bill-reader.ts";
import type { LogFields } from "../../shared/ports/log.ts";
import type { PriceReader } from "../../shared/ports/price-reader.ts";
import type { StartOptions } from "../../shared/simulator/http/start-account.ts";
import { connectAccount, namespace } from "../adapters/huggingface/connected-account.ts";
import { policyOf } from "../core/fixture.ts";

export type BilledAccountOptions = {
	readonly account?: Partial<StartOptions>;
	readonly bill?: Partial<BillSettings>;
	/** What becomes of the price list on its way to the meter. */
	readonly spoilPrices?: (book: PriceBook) => PriceBook;
	readonly spoilBill?: (bill: BillReader) => BillReader;
};

/** A simulated account that is metered every minute and held against its bill every hour. */
export async function billedAccount(options: BilledAccountOptions = {}) {
	const connected = await connectAccount({ token: "hf_guard_read", ...options.account });
	const { clock, client, reader, run } = connected;
	const said: LogFields[] = [];
	const note = (event: string, fields?: LogFields) => void said.push({ event, ...fields });
	const log = { info: note, warn: note, error: note };
	const table = createMemoryTable({ clock });
	const policy = withBill(policyOf(), { everyMs: hourMs, settleMs: 2 * hourMs, ...options.bill });
	const memory = priceMemory(table, namespace);
	const live = createPriceReader({ client, clock, log, memory });
	const spoilPrices = options.spoilPrices ?? ((book: PriceBook) => book);
	const prices: PriceReader = { readPrices: async () => spoilPrices(await live.readPrices()) };
	const bus = { publish: async () => undefined };
	const meterDeps = { namespace, policy, table, clock, log, bus, prices, settings: meterSettings };
	const bill = (options.spoilBill ?? ((own) => own))(createBillReader({ client, namespace }));
	const deps: ReconcileDeps = { namespace, policy, table, clock, log, bill };
	return {
		...connected,
		...deps,
		said,
		ledger: ledgerStore(table, namespace),
		bills: billStore(table, namespace),
		/** Of the running day, as the last pass of the meter summed it up. */
		summary: async () => {
			const { value } = await ledgerStore(table, namespace).readSummary();
			if (value === null) throw new Error("nothing was metered");
			return value;
		},
		reconcile: () => run(reconcileBill(deps)),
		/** Time passes, a meter pass each minute and a reconciliation each hour. */
		live: async (hours: number) => {
			const end = clock.now() + hours * hourMs;
			while (clock.now() < end) {
				await clock.run((Math.floor(clock.now() / minuteMs) + 1) * minuteMs);
				await run(meterFleet({ ...meterDeps, fleet: reader }));
				if (clock.now() % hourMs < minuteMs) await run(reconcileBill(deps));
			}
		},
	};
}

function withBill(policy: Policy, bill: Partial<BillSettings>): Policy {
	const { accounting } = policy;
	return { ...policy, accounting: { ...accounting, bill: { ...accounting.bill, ...bill } } };
}
