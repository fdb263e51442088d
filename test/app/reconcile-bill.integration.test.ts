import { afterEach, describe, expect, test } from "vitest";
import { meteredBetween } from "../../shared/core/pricing/bill/metered-between.ts";
import type { Correction } from "../../shared/domain/bill.ts";
import { hourMs, hourOf } from "../../shared/domain/instant.ts";
import { addBounds, noMoney } from "../../shared/domain/money.ts";
import type { PriceBook } from "../../shared/domain/price.ts";
import type { BillReader } from "../../shared/ports/bill-reader.ts";
import { connectedAt } from "../adapters/huggingface/connected-account.ts";
import { type BilledAccountOptions, billedAccount } from "./billed-account.ts";

type Account = Awaited<ReturnType<typeof billedAccount>>;

const opened: Account[] = [];
const aMinute = 1 / 60;
const timeoutMs = 60_000;

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

async function open(options: BilledAccountOptions = {}): Promise<Account> {
	const account = await billedAccount(options);
	opened.push(account);
	return account;
}

/** Prices that are wrong by a factor, as if the list were that of another contract. */
function wrongBy(factor: number) {
	return (book: PriceBook): PriceBook => ({
		...book,
		rows: book.rows.map((row) => ({
			...row,
			priceMicroUsdPerHour: Math.round(row.priceMicroUsdPerHour * factor),
		})),
	});
}

/** A bill whose amounts are all off by a factor. */
function lyingBy(factor: number) {
	return (bill: BillReader): BillReader => ({
		readBill: async (periodId) => {
			const answer = await bill.readBill(periodId);
			if (answer.kind === "refused") return answer;
			const rows = answer.period.rows.map((row) => ({
				...row,
				microUsd: Math.round(row.microUsd * factor),
			}));
			return { ...answer, period: { ...answer.period, rows } };
		},
	});
}

async function stateOf({ bills }: Account) {
	const { value } = await bills.readState();
	if (value === null) throw new Error("nothing was reconciled");
	return value;
}

async function correctionsOf({ bills, clock }: Account): Promise<Correction[]> {
	return bills.readCorrections({ from: clock.now() - 48 * hourMs, to: clock.now() });
}

describe("ledger and bill of the simulated account", () => {
	test("agree: no drift, no entry, window after window", { timeout: timeoutMs }, async () => {
		const account = await open();
		await account.live(7);
		const state = await stateOf(account);
		expect(state.access).toBe("readable");
		expect(state.comparisons.length).toBeGreaterThanOrEqual(4);
		expect(state.drift).toMatchObject({ level: "none", ratio: 0, suspendsPoint: false });
		for (const { metered, billedMicroUsd } of state.comparisons) {
			expect(billedMicroUsd).toBeGreaterThan(0);
			expect(billedMicroUsd).toBeGreaterThanOrEqual(metered.lo * 0.999);
			expect(billedMicroUsd).toBeLessThanOrEqual(metered.hi * 1.001);
		}
		const windows = state.comparisons.map(({ from, to }) => [from, to] as const);
		for (const [index, [from]] of windows.entries()) {
			if (index > 0) expect(from).toBe(windows[index - 1]?.[1]);
		}
	});

	test("of which metering is 10 % too high: paged, suspended, and booked to what was billed", {
		timeout: timeoutMs,
	}, async () => {
		const account = await open({ spoilPrices: wrongBy(1.1) });
		await account.live(6);
		const state = await stateOf(account);
		expect(state.drift).toMatchObject({ level: "page", suspendsPoint: true });
		expect(state.drift?.ratio).toBeCloseTo(1 - 1 / 1.1, 2);
		const [from, to] = [state.comparisons[0]?.from ?? 0, state.comparisons.at(-1)?.to ?? 0];
		const bill = account.account.truth.billMicroUsd(from, to);
		const corrected = await correctedSpend(account, { from, to });
		expect(Math.abs(corrected - bill) / bill).toBeLessThan(0.002);
	});

	test("of which metering is 10 % too low: paged, and nothing is suspended", {
		timeout: timeoutMs,
	}, async () => {
		const account = await open({ spoilPrices: wrongBy(0.9) });
		await account.live(6);
		const { drift } = await stateOf(account);
		expect(drift).toMatchObject({ level: "page", suspendsPoint: false });
	});

	test("of which metering is 3 % off: warned, and nothing is suspended", {
		timeout: timeoutMs,
	}, async () => {
		const account = await open({ spoilPrices: wrongBy(1.03) });
		await account.live(6);
		expect((await stateOf(account)).drift).toMatchObject({ level: "warn", suspendsPoint: false });
	});

	test.each([0, 0.3, 5])(
		"of which the bill lies by × %d: paged, and nothing of it is booked",
		{ timeout: timeoutMs },
		async (factor) => {
			const account = await open({ spoilBill: lyingBy(factor) });
			await account.live(5);
			expect((await stateOf(account)).drift?.level).toBe("page");
			expect(await correctionsOf(account)).toEqual([]);
		},
	);
});

describe("a bill that counts started minutes whole", () => {
	const settings = { billingGranularity: "minute", billsUndocumentedStages: false } as const;
	const account = { scenario: "cold-storm", settings };

	test("agrees with a ledger that was told so", { timeout: timeoutMs }, async () => {
		const told = await open({ account, bill: { rounding: "minute" } });
		await told.live(6);
		expect((await stateOf(told)).drift).toMatchObject({ level: "none" });
	});
});

describe("the entries of a running day", () => {
	test("change its spend with meter's next pass, and a repeated pass changes nothing", {
		timeout: timeoutMs,
	}, async () => {
		const account = await open({ spoilPrices: wrongBy(1.1) });
		await account.live(2);
		const earlier = await account.bills.readState();
		expect((await account.summary()).spent).toEqual(await meteredToday(account));
		await account.live(4 + aMinute);
		const delta = sumOf(await correctionsOf(account));
		const metered = await meteredToday(account);
		expect(delta.point).toBeLessThan(-0.04 * metered.point);
		const { spent } = await account.summary();
		expect(Math.abs(spent.point - metered.point - delta.point)).toBeLessThan(1_000);
		const { version } = await account.bills.readState();
		if (earlier.value === null) throw new Error("nothing was reconciled");
		await account.bills.writeState({ ...earlier.value, lastRunAt: 0 }, version);
		await account.reconcile();
		expect(sumOf(await correctionsOf(account))).toEqual(delta);
	});
});

describe("a bill that cannot be read", () => {
	test("is said once, asked for again, and taken up where the right is given", {
		timeout: timeoutMs,
	}, async () => {
		const account = await open();
		account.faults.setRules([{ kind: "tokenRevoked", rate: 1, pathIncludes: "billing" }]);
		await account.live(4);
		const events = account.said.filter(({ event }) => event === "no-access-to-the-bill");
		expect(events).toHaveLength(1);
		expect(await stateOf(account)).toMatchObject({ access: "refused", drift: null });
		account.faults.clear();
		await account.live(4);
		expect(await stateOf(account)).toMatchObject({ access: "readable", drift: { level: "none" } });
	});
});

function sumOf(corrections: readonly Correction[]) {
	const deltas = corrections.flatMap(({ parts }) => parts.map(({ delta }) => delta));
	return deltas.reduce(addBounds, noMoney);
}

async function correctedSpend(account: Account, window: { from: number; to: number }) {
	const corrections = await correctionsOf(account);
	return addBounds(await meteredIn(account, window), sumOf(corrections)).point;
}

async function meteredToday(account: Account) {
	return meteredIn(account, { from: connectedAt, to: (await account.summary()).at });
}

async function meteredIn(account: Account, window: { from: number; to: number }) {
	const hours: number[] = [];
	for (let hour = hourOf(window.from); hour < window.to; hour += hourMs) hours.push(hour);
	const loaded = await Promise.all(hours.map((hour) => account.ledger.readHour(hour)));
	const items = loaded.flat().map(({ item }) => item);
	const postures = await account.ledger.readPostures();
	const metered = meteredBetween({ window, items, postures });
	const parts = metered.flatMap((each) => each.parts.map((part) => part.metered));
	return parts.reduce(addBounds, noMoney);
}
