import { describe, expect, test } from "vitest";
import { priceLookup } from "../../../shared/core/pricing/price-lookup.ts";
import type { HardwarePrice } from "../../../shared/domain/price.ts";
import { endpointOf, midnight } from "../fixture.ts";

const { hardware } = endpointOf();
const row = (parts: Partial<HardwarePrice>): HardwarePrice => ({
	...hardware,
	priceMicroUsdPerHour: 1_000_000,
	...parts,
});
const rows = [
	row({}),
	row({ instanceSize: "x4", priceMicroUsdPerHour: 5_000_000 }),
	row({ accelerator: "cpu", instanceType: "intel-icl", priceMicroUsdPerHour: 33_000 }),
];
const lookup = priceLookup({ asOf: midnight, source: "live", rows });

describe("the price of a replica-hour", () => {
	test("is that of exactly this hardware", () => {
		expect(lookup(hardware)).toEqual({ lo: 1e6, point: 1e6, hi: 1e6, known: true });
		expect(lookup({ ...hardware, instanceSize: "x4" }).point).toBe(5e6);
	});

	test.each([
		["vendor", { vendor: "gcp" }],
		["region", { region: "eu-west-1" }],
		["type", { instanceType: "nvidia-b200" }],
		["size", { instanceSize: "x8" }],
	])(
		"of another %s is unknown: from the cheapest to the dearest of its class, never zero",
		(_, part) => {
			const price = lookup({ ...hardware, ...part });
			expect(price).toEqual({ lo: 1e6, point: 5e6, hi: 5e6, known: false });
		},
	);

	test("of a class that the book does not have is bounded by the whole book", () => {
		const price = lookup({ ...hardware, accelerator: "neuron", instanceType: "inf2" });
		expect(price).toEqual({ lo: 33_000, point: 5e6, hi: 5e6, known: false });
	});
});

test("an empty book prices nothing and says so", () => {
	expect(() => priceLookup({ asOf: midnight, source: "live", rows: [] })).toThrow(/no rows/);
});
