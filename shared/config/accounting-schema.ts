import * as z from "zod";
import { type Accounting, defaultPriceLimits } from "../domain/accounting.ts";
import { hourMs, minuteMs } from "../domain/instant.ts";
import { microUsdOf } from "../domain/money.ts";
import { about } from "./about.ts";
import { billSchema } from "./bill-schema.ts";

const seed = "cost optimisation guide, not on the vendor's bill";

const pricesSchema = z
	.strictObject({
		refreshMinutes: z
			.number()
			.min(1)
			.max(1_440)
			.default(defaultPriceLimits.refreshMs / minuteMs)
			.describe(
				about({
					text: "How often the vendor's price list is read.",
					unit: "minutes",
					source: "docs/how-it-decides.md 2",
				}),
			),
		retryMinutes: z
			.number()
			.min(1)
			.max(1_440)
			.default(defaultPriceLimits.retryMs / minuteMs)
			.describe(
				about({
					text: "Wait after a list that could not be read or was refused.",
					unit: "minutes",
					source: "docs/how-it-decides.md 2",
				}),
			),
		fewestRows: z
			.int()
			.min(1)
			.max(10_000)
			.default(defaultPriceLimits.fewestRows)
			.describe(
				about({
					text: "A shorter list is refused.",
					unit: "rows; the vendor's list has about 190",
					source: "docs/how-it-decides.md 2",
				}),
			),
		smallestShare: z
			.number()
			.gt(0)
			.max(1)
			.default(defaultPriceLimits.smallestShare)
			.describe(
				about({
					text: "A list with a smaller share of the last one's rows is refused.",
					unit: "ratio",
					source: "docs/how-it-decides.md 2",
				}),
			),
		jumpFactor: z
			.number()
			.gt(1)
			.max(1_000)
			.default(defaultPriceLimits.jumpFactor)
			.describe(
				about({
					text: "A list in which one price moved by this factor or more is refused.",
					unit: "factor",
					source: "docs/how-it-decides.md 2",
				}),
			),
	})
	.describe("When the vendor's price list is read, and when it is not believed.");

const usd = z.number().min(0).max(10_000);

const hiddenCostsSchema = z
	.strictObject({
		transferUsdPerGb: usd.default(0.09).describe(
			about({
				text: "Weights that a cold start fetches.",
				unit: "US dollars per GB",
				source: seed,
			}),
		),
		egressUsdPerGb: usd
			.default(0.09)
			.describe(
				about({ text: "Traffic that leaves its region.", unit: "US dollars per GB", source: seed }),
			),
		egressGbPerDay: z
			.number()
			.min(0)
			.max(1_000_000)
			.default(0)
			.describe(
				about({
					text: "How much of that traffic there is; no route of the vendor tells it.",
					unit: "GB per day",
					source: "your own measurement; 0 leaves it out",
				}),
			),
		storageCopies: z
			.number()
			.min(0)
			.max(100)
			.default(3)
			.describe(
				about({ text: "Copies of a model's weights that are kept.", unit: "copies", source: seed }),
			),
		storageUsdPerGbMonth: usd.default(0.018).describe(
			about({
				text: "What one copy costs.",
				unit: "US dollars per GB and 30 days",
				source: "the Hub's private storage, $18 per TB and month",
			}),
		),
		scaleEventLeastUsd: usd
			.default(2)
			.describe(
				about({ text: "Overhead of one scale event, at least.", unit: "US dollars", source: seed }),
			),
		scaleEventMostUsd: usd
			.default(5)
			.describe(
				about({ text: "Overhead of one scale event, at most.", unit: "US dollars", source: seed }),
			),
		bytesPerParameter: z
			.number()
			.gt(0)
			.max(16)
			.default(2)
			.describe(
				about({
					text: "Size of one weight: 13 billion of them are 26 GB.",
					unit: "bytes",
					source: "16-bit weights",
				}),
			),
	})
	.refine((rates) => rates.scaleEventLeastUsd <= rates.scaleEventMostUsd, {
		path: ["scaleEventMostUsd"],
		error: "scaleEventMostUsd is below scaleEventLeastUsd",
	})
	.describe("Rates of the modelled costs beside compute; shown beside the spend, never in it.");

/** Sections of `guardrail.yml` that are about right numbers. */
export const accountingShape = {
	prices: pricesSchema.prefault({}),
	hiddenCosts: hiddenCostsSchema.prefault({}),
	bill: billSchema.prefault({}),
};

const accountingSchema = z.object(accountingShape);

/** The units that people write, in those of the domain. */
export function accountingOf({
	prices,
	hiddenCosts,
	bill,
}: z.output<typeof accountingSchema>): Accounting {
	return {
		prices: {
			refreshMs: Math.round(prices.refreshMinutes * minuteMs),
			retryMs: Math.round(prices.retryMinutes * minuteMs),
			fewestRows: prices.fewestRows,
			smallestShare: prices.smallestShare,
			jumpFactor: prices.jumpFactor,
		},
		hiddenCosts: {
			transferMicroUsdPerGb: microUsdOf(hiddenCosts.transferUsdPerGb),
			egressMicroUsdPerGb: microUsdOf(hiddenCosts.egressUsdPerGb),
			egressGbPerDay: hiddenCosts.egressGbPerDay,
			storageCopies: hiddenCosts.storageCopies,
			storageMicroUsdPerGbMonth: microUsdOf(hiddenCosts.storageUsdPerGbMonth),
			scaleEventMicroUsd: {
				lo: microUsdOf(hiddenCosts.scaleEventLeastUsd),
				hi: microUsdOf(hiddenCosts.scaleEventMostUsd),
			},
			bytesPerParameter: hiddenCosts.bytesPerParameter,
		},
		bill: {
			everyMs: Math.round(bill.everyHours * hourMs),
			settleMs: Math.round(bill.settleHours * hourMs),
			lagMs: Math.round(bill.lagMinutes * minuteMs),
			rounding: bill.rounding,
			warnRatio: bill.warnRatio,
			pageRatio: bill.pageRatio,
			leastMicroUsd: microUsdOf(bill.leastUsd),
			bookFromMicroUsd: microUsdOf(bill.bookFromUsd),
			bookUpToRatio: bill.bookUpToRatio,
			overMs: Math.round(bill.overHours * hourMs),
		},
	};
}

/** What a policy file that says nothing of it stands for. */
export const defaultAccounting: Accounting = accountingOf(accountingSchema.parse({}));
