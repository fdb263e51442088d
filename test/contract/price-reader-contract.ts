import { describe, expect, test } from "vitest";
import { hardwareKey } from "../../shared/domain/endpoint.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import type { PriceBook } from "../../shared/domain/price.ts";

export type PriceReaderContract = {
	readonly name: string;
	readonly source: PriceBook["source"];
	readonly read: () => Promise<{ readonly book: PriceBook; readonly now: Instant }>;
};

/** What every price book promises, wherever it comes from. */
export function priceReaderContract({ name, source, read }: PriceReaderContract): void {
	describe(`prices from ${name}`, () => {
		test("say where they come from and from when they are", async () => {
			const { book, now } = await read();
			expect(book.source).toBe(source);
			expect(book.asOf).toBeLessThanOrEqual(now);
			expect(Number.isSafeInteger(book.asOf)).toBe(true);
		});

		test("are whole micro-dollars above nothing", async () => {
			const { book } = await read();
			expect(book.rows.length).toBeGreaterThan(0);
			for (const { priceMicroUsdPerHour } of book.rows) {
				expect(Number.isSafeInteger(priceMicroUsdPerHour)).toBe(true);
				expect(priceMicroUsdPerHour).toBeGreaterThan(0);
			}
		});

		test("name each hardware of a region once, and no region that stands for all", async () => {
			const { book } = await read();
			const keys = book.rows.map(hardwareKey);
			expect(new Set(keys).size).toBe(keys.length);
			expect(book.rows.filter(({ region }) => region === "" || region === "*")).toEqual([]);
		});
	});
}
