import { describe, expect, test } from "vitest";
import type { BillPeriod } from "../../shared/domain/bill.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import type { BillReader } from "../../shared/ports/bill-reader.ts";

export type BillReaderContract = {
	readonly reader: BillReader;
	/** Whose token may not read this bill. */
	readonly stranger: BillReader;
	readonly run: <T>(work: Promise<T>) => Promise<T>;
	readonly now: () => Instant;
	/** Lets time pass in which endpoints run. */
	readonly pass: (ms: number) => Promise<void>;
};

const hourMs = 3_600_000;

/** What every bill promises, of an organisation or of a person. */
export function billReaderContract(name: string, connect: () => Promise<BillReaderContract>): void {
	describe(`the bill of ${name}`, () => {
		test("is that of the running period, in whole micro-dollars by label and product", async () => {
			const { reader, run, now } = await connect();
			const period = await read(run(reader.readBill(null)));
			expect(period.from).toBeLessThanOrEqual(now());
			expect(period.to).toBeGreaterThan(now());
			expect(period.rows.length).toBeGreaterThan(0);
			for (const { label, product, microUsd } of period.rows) {
				expect(label).not.toBe("");
				expect(product).toMatch(/^endpoints\//);
				expect(Number.isSafeInteger(microUsd)).toBe(true);
				expect(microUsd).toBeGreaterThanOrEqual(0);
			}
		});

		test("grows within a period, under the same id", async () => {
			const { reader, run, pass } = await connect();
			const before = await read(run(reader.readBill(null)));
			await pass(hourMs);
			const after = await read(run(reader.readBill(before.id)));
			expect(after.id).toBe(before.id);
			expect(totalOf(after)).toBeGreaterThan(totalOf(before));
		});

		test("is refused, not empty, for a period or a token that has none", async () => {
			const { reader, stranger, run } = await connect();
			const unknown = await run(reader.readBill("000000000000000000000000"));
			expect(unknown.kind).toBe("refused");
			expect((await run(stranger.readBill(null))).kind).toBe("refused");
		});
	});
}

async function read(answer: ReturnType<BillReader["readBill"]>): Promise<BillPeriod> {
	const answered = await answer;
	if (answered.kind === "refused") throw new Error(answered.reason);
	return answered.period;
}

function totalOf({ rows }: BillPeriod): number {
	return rows.reduce((sum, { microUsd }) => sum + microUsd, 0);
}
