import { correctedBy } from "../core/pricing/bill/corrected-by.ts";
import { hiddenCosts } from "../core/pricing/hidden-costs/hidden-costs.ts";
import type { HiddenCostRates } from "../domain/accounting.ts";
import type { Correction } from "../domain/bill.ts";
import type { Costs, PriceListAge } from "../domain/costs.ts";
import type { Range } from "../domain/instant.ts";
import type { HourItem, Posture } from "../domain/ledger.ts";
import type { PriceStatus } from "../domain/price.ts";
import type { Table } from "../ports/table.ts";
import { billStore } from "./store/bill-store.ts";
import { modelStore } from "./store/model-store.ts";
import { priceStore } from "./store/price-store.ts";

export type DayFacts = {
	/** The running day so far. */
	readonly window: Range;
	readonly items: readonly HourItem[];
	readonly postures: readonly Posture[];
	readonly corrections: readonly Correction[];
	readonly rates: HiddenCostRates;
};

/** Age of the prices, state of the bill and the modelled costs of the running day. */
export async function readCosts(table: Table, namespace: string, facts: DayFacts): Promise<Costs> {
	const { window, postures, corrections } = facts;
	const [status, state, sizes] = await Promise.all([
		priceStore(table, namespace).readStatus(),
		billStore(table, namespace).readState(),
		modelStore(table, namespace).readSizes(),
	]);
	return {
		prices: status === null ? null : ageOf(status),
		bill: state.value,
		correctedToday: correctedBy(corrections, window),
		hidden: postures.length === 0 ? null : hiddenCosts({ ...facts, sizes }),
		since: window.from,
	};
}

function ageOf({ book, refused }: PriceStatus): PriceListAge {
	const { source, asOf, rows } = book;
	return { source, asOf, rows: rows.length, refused };
}
