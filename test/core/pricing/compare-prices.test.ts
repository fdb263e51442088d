import { expect, test } from "vitest";
import { catalogue } from "../../../shared/adapters/huggingface/catalogue.ts";
import { comparePrices } from "../../../shared/core/pricing/compare-prices.ts";
import { priceChanges } from "../../../shared/core/pricing/price-changes.ts";

test("the same instance is compared across regions and vendors, cheapest first", () => {
	const [comparison] = comparePrices(catalogue.rows, "nvidia-l4/x1");
	expect(comparison?.offers.map(({ vendor, region }) => `${vendor} ${region}`)).toEqual([
		"gcp us-east4",
		"aws eu-west-1",
		"aws us-east-1",
		"aws us-east-2",
		"aws us-west-2",
	]);
	expect(comparison?.offers[0]?.aboveCheapest).toBe(0);
	expect(comparison?.offers[1]?.aboveCheapest).toBeCloseTo(0.8 / 0.7 - 1, 12);
});

test("a type stands for all of its sizes, nothing for everything, an unknown one for nothing", () => {
	const sizes = comparePrices(catalogue.rows, "nvidia-a100").map((each) => each.instanceSize);
	expect(sizes).toEqual(["x1", "x2", "x4", "x8"]);
	const offers = comparePrices(catalogue.rows).flatMap((comparison) => comparison.offers);
	expect(offers).toHaveLength(catalogue.rows.length);
	expect(comparePrices(catalogue.rows, "nvidia-l4/x3")).toEqual([]);
});

test("changes name what is new, what is gone and what costs another price, and nothing else", () => {
	const [first, second, third] = catalogue.rows;
	if (first === undefined || second === undefined || third === undefined) throw new Error("rows");
	const dearer = { ...second, priceMicroUsdPerHour: second.priceMicroUsdPerHour + 1 };
	const changes = priceChanges([first, second], [dearer, third]);
	expect(changes.map(({ before, after }) => [before, after])).toEqual([
		[first.priceMicroUsdPerHour, null],
		[second.priceMicroUsdPerHour, dearer.priceMicroUsdPerHour],
		[null, third.priceMicroUsdPerHour],
	]);
	expect(priceChanges(catalogue.rows, catalogue.rows)).toEqual([]);
});
