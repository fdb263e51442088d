import { moneyText, rateText } from "../core/notify/money-text.ts";
import type { Reconciliation } from "../domain/bill.ts";
import type { PriceListAge } from "../domain/costs.ts";
import type { HiddenCosts } from "../domain/hidden-costs.ts";
import { counted, type Frame, nameList } from "./frame.ts";

/** What the numbers stand on, and what stands beside them: three short lists. */
export type CostsView = {
	readonly prices: readonly string[];
	readonly bill: readonly string[];
	/** Empty: nothing was metered yet. */
	readonly hidden: readonly string[];
};

export function costsView(frame: Frame): CostsView {
	const { prices, bill, hidden } = frame.model.costs;
	return {
		prices: priceLines(frame, prices),
		bill: billLines(frame, bill),
		hidden: hidden === null ? [] : hiddenLines(hidden),
	};
}

function priceLines({ moment }: Frame, prices: PriceListAge | null): string[] {
	if (prices === null) return ["The list shipped with the project: the live one was never read."];
	const { asOf, rows, refused } = prices;
	const list = `Live list of ${moment(asOf)}, ${rows} rows.`;
	if (refused === null) return [list];
	const { hardware, before, after, at } = refused;
	const why =
		hardware === null
			? `${after} rows after ${before}`
			: `${hardware} from ${rateText(before)} to ${rateText(after)}`;
	return [list, `Refused since ${moment(at)}: ${why}. The list above stays in force.`];
}

function billLines({ model, moment }: Frame, bill: Reconciliation | null): string[] {
	if (bill === null) return ["Not asked for yet."];
	if (bill.access === "refused") return ["No access to the bill: the token cannot read it."];
	const { drift, comparisons } = bill;
	const last = comparisons.at(-1);
	if (drift === null || last === undefined) return ["Nothing to compare yet."];
	const percent = `${(drift.ratio * 100).toFixed(1)} %`;
	const compared = `Up to ${moment(last.to)}: metered ${moneyText(drift.metered.point)}, billed ${moneyText(drift.billedMicroUsd)}, ${percent} apart.`;
	const { point } = model.costs.correctedToday;
	const booked = point === 0 ? [] : [`Corrections in today's spend: ${moneyText(point)}.`];
	const suspended = drift.suspendsPoint
		? ["Metered more than billed: trim is suspended, every harder tier is not."]
		: [];
	return [compared, ...booked, ...suspended];
}

/** Modelled from rates of the policy: said so in the heading, and never added to the spend. */
function hiddenLines(hidden: HiddenCosts): string[] {
	const sum = (of: "coldStarts" | "scaleEvents") =>
		hidden.endpoints.reduce((total, row) => total + row[of], 0);
	const range = ({ lo, hi }: { lo: number; hi: number }) =>
		lo === hi ? moneyText(lo) : `${moneyText(lo)} to ${moneyText(hi)}`;
	const unknown = hidden.unknownModels;
	return [
		`${range(hidden.totalMicroUsd)} together today.`,
		`${counted(sum("scaleEvents"), "scale event")}: ${range(hidden.overheadMicroUsd)}.`,
		`${counted(sum("coldStarts"), "cold start")}: ${moneyText(hidden.transferMicroUsd)} to fetch weights.`,
		`Copies of weights: ${moneyText(hidden.storageMicroUsd)}. Traffic across regions: ${moneyText(hidden.egressMicroUsd)}.`,
		`Initialising: ${moneyText(hidden.initialising.point)}, in the spend already.`,
		...(unknown.length === 0 ? [] : [`Size not known, left out: ${nameList(unknown)}.`]),
	];
}
