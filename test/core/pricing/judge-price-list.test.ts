import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../../shared/adapters/huggingface/catalogue.ts";
import { judgePriceList } from "../../../shared/core/pricing/judge-price-list.ts";
import { defaultPriceLimits } from "../../../shared/domain/accounting.ts";
import type { HardwarePrice, PriceBook } from "../../../shared/domain/price.ts";

const live: PriceBook = { ...catalogue, source: "live" };

describe("a price list that was spoilt on the way", () => {
	test("is refused whichever price moved tenfold, and the two numbers are that price", () => {
		const spoilt = fc.record({
			index: fc.nat(catalogue.rows.length - 1),
			factor: fc.oneof(fc.integer({ min: 10, max: 1_000_000 }), fc.constantFrom(0.1, 0.001)),
		});
		fc.assert(
			fc.property(spoilt, ({ index, factor }) => {
				const rows = moved(index, factor);
				const doubt = judgePriceList(rows, live, defaultPriceLimits);
				expect(doubt?.kind).toBe("jumped");
				expect(doubt?.before).toBe(catalogue.rows[index]?.priceMicroUsdPerHour);
				expect(doubt?.after).toBe(rows[index]?.priceMicroUsdPerHour);
			}),
		);
	});

	test("is believed while no price moved tenfold and half of the rows are there", () => {
		const half = Math.ceil(catalogue.rows.length / 2);
		const fewer = fc.record({
			kept: fc.integer({ min: half, max: catalogue.rows.length }),
			factor: fc.double({ min: 0.11, max: 9.9, noNaN: true }),
		});
		fc.assert(
			fc.property(fewer, ({ kept, factor }) => {
				const rows = moved(0, factor).slice(0, kept);
				expect(judgePriceList(rows, live, defaultPriceLimits)).toBeNull();
			}),
		);
	});

	test("is refused below half of the rows, and below the fewest whatever was before", () => {
		const half = Math.ceil(catalogue.rows.length / 2);
		const before = catalogue.rows.length;
		expect(judgePriceList(catalogue.rows.slice(0, half - 1), live, defaultPriceLimits)).toEqual({
			kind: "shrunk",
			hardware: null,
			before,
			after: half - 1,
		});
		expect(judgePriceList(catalogue.rows.slice(0, 9), catalogue, defaultPriceLimits)).toEqual({
			kind: "too-short",
			hardware: null,
			before: 10,
			after: 9,
		});
	});
});

function moved(index: number, factor: number): HardwarePrice[] {
	return catalogue.rows.map((row, each) => {
		if (each !== index) return row;
		return { ...row, priceMicroUsdPerHour: Math.round(row.priceMicroUsdPerHour * factor) };
	});
}
