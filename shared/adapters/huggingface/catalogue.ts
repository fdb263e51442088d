import { microUsdOf } from "../../domain/money.ts";
import type { HardwarePrice, PriceBook } from "../../domain/price.ts";
import { type CatalogueLine, catalogueLines, regionsByVendor } from "./catalogue-lines.ts";

/**
 * The price list shipped with the project, for times when the live one cannot be read.
 *
 * USD per replica-hour, billed by the minute. Source: huggingface/hf-endpoints-documentation,
 * docs/source/support/pricing.md at 6b7307a, read on 2026-08-20. The prices of nvidia-rtx-pro-6000
 * are inferred from the vendor's Jobs price list, which equals this one for the other AWS
 * accelerators. The list has no column for regions, so a price stands for every region of its vendor.
 */
export const catalogue: PriceBook = {
	asOf: Date.UTC(2026, 7, 20),
	source: "catalogue",
	rows: catalogueLines.flatMap((line) =>
		regionsByVendor[line[0]].flatMap((region) => rowsOf(line, region)),
	),
};

function rowsOf(line: CatalogueLine, region: string): readonly HardwarePrice[] {
	const [vendor, accelerator, instanceType, usdPerHour] = line;
	return Object.entries(usdPerHour).map(([instanceSize, usd]) => ({
		vendor,
		region,
		accelerator,
		instanceType,
		instanceSize,
		priceMicroUsdPerHour: microUsdOf(usd),
	}));
}
