import { expect, test } from "vitest";
import { catalogPrices } from "../../../shared/simulator/catalog/prices.ts";

test("every region of a vendor carries every hardware of that vendor once", () => {
	const keys = catalogPrices.map(
		(price) => `${price.vendor} ${price.region} ${price.instanceType} ${price.instanceSize}`,
	);
	expect(new Set(keys).size).toBe(keys.length);
	const hardware = new Set(
		catalogPrices.map((price) => `${price.vendor} ${price.instanceType} ${price.instanceSize}`),
	);
	expect(hardware.size).toBe(59);
	expect(catalogPrices).toHaveLength(179);
});

test.each([
	["aws", "us-east-1", "nvidia-l4", "x1", 0.8],
	["aws", "eu-west-1", "intel-spr", "x1", 0.033],
	["gcp", "us-east4", "nvidia-a100", "x8", 28.8],
	["azure", "eastus", "intel-xeon", "x2", 0.12],
])("%s %s %s %s costs what the vendor publishes", (vendor, region, type, size, dollars) => {
	const price = catalogPrices.find(
		(candidate) =>
			candidate.vendor === vendor &&
			candidate.region === region &&
			candidate.instanceType === type &&
			candidate.instanceSize === size,
	);
	expect(price?.pricePerHour).toBe(dollars);
});

test("no price is zero and every graphics processor states its memory", () => {
	expect(catalogPrices.filter((price) => !(price.pricePerHour > 0))).toEqual([]);
	const graphics = catalogPrices.filter((price) => price.accelerator === "gpu");
	expect(graphics.filter((price) => !price.gpuMemoryGb)).toEqual([]);
});
