import { afterEach, describe, expect, test } from "vitest";
import { priceStore } from "../../shared/app/store/price-store.ts";
import { hourMs, minuteMs, type Range } from "../../shared/domain/instant.ts";
import { quietDay } from "../../shared/simulator/scenarios/quiet-day.ts";
import { namespace } from "../adapters/huggingface/connected-account.ts";
import { billedAccount } from "./billed-account.ts";

type Account = Awaited<ReturnType<typeof billedAccount>>;

const opened: Account[] = [];
const timeoutMs = 120_000;
/** Each piece of a charge is rounded for itself. */
const roundingMicroUsd = 20;

afterEach(async () => {
	for (const account of opened.splice(0)) await account.close();
});

/** The quiet day, on which the vendor changes the price of some hardware; times after its start. */
async function openWith(...changes: readonly { atMs: number; factor: number }[]): Promise<Account> {
	const scenario = quietDay();
	const [first] = scenario.endpoints;
	if (first === undefined) throw new Error("the day has endpoints");
	const { hardware } = first;
	const timeline = changes.map(({ atMs, factor }) => ({
		at: atMs,
		actor: "hf",
		change: { kind: "setPrice" as const, hardware, pricePerHour: 2.5 * factor },
	}));
	const account = await billedAccount({ account: { scenario: { ...scenario, timeline } } });
	opened.push(account);
	return account;
}

describe("a price that changes in the middle of the day", () => {
	test("splits the charge where it was seen, and the bill stays within the bounds", {
		timeout: timeoutMs,
	}, async () => {
		const changes = [
			{ atMs: 2.3 * hourMs, factor: 1.5 },
			{ atMs: 4.7 * hourMs, factor: 0.8 },
		];
		const account = await openWith(...changes);
		const start = account.clock.now();
		const changedAt = changes.map(({ atMs }) => quietDay().start + atMs);
		let looked = 0;
		for (let hour = 1; hour <= 7; hour += 1) {
			await account.live(1);
			const { at, spent } = await account.summary();
			const seen = await versionsOf(account, { from: start + 2 * minuteMs, to: at });
			if (seen.length < changedAt.filter((change) => change < at).length) continue;
			looked += 1;
			const bill = account.account.truth.billMicroUsd(start, at);
			expect(spent.lo).toBeLessThanOrEqual(bill + roundingMicroUsd);
			expect(spent.hi).toBeGreaterThanOrEqual(bill - roundingMicroUsd);
			const width = (spent.hi - spent.lo) / spent.point;
			expect(width).toBeLessThan(hour === 1 ? 1e-9 : 0.2);
		}
		expect(looked).toBeGreaterThanOrEqual(5);
		const versions = await versionsOf(account, { from: start, to: account.clock.now() });
		expect(versions).toHaveLength(3);
		for (const { seenAt, notBefore, changes } of versions.slice(1)) {
			expect(changes).toHaveLength(1);
			expect(seenAt - (notBefore ?? 0)).toBeLessThanOrEqual(hourMs + minuteMs);
		}
	});
});

describe("a price list that is not to be believed", () => {
	test("for a price that moved a hundredfold changes no charge, and both numbers are kept", {
		timeout: timeoutMs,
	}, async () => {
		const account = await openWith({ atMs: 1.5 * hourMs, factor: 100 });
		await account.live(0.4);
		const before = await account.summary();
		await account.live(2);
		const after = await account.summary();
		expect(after.ratePerHour.hi).toBeLessThan(2 * before.ratePerHour.hi);
		const status = await priceStore(account.table, namespace).readStatus();
		expect(status?.book).toMatchObject({ source: "live" });
		expect(status?.book.asOf).toBeLessThan(quietDay().start + 2.1 * hourMs);
		expect(status?.refused).toMatchObject({ kind: "jumped", after: 250_000_000 });
		expect(account.said).toContainEqual(
			expect.objectContaining({ event: "price-list-refused", after: 250_000_000 }),
		);
	});

	test.each(["htmlBody", "truncatedJson", "hugeBody", "internalError", "tokenRevoked"] as const)(
		"because of %s leaves the last good one in force, and its age shows",
		{ timeout: timeoutMs },
		async (kind) => {
			const account = await openWith();
			await account.live(0.1);
			account.faults.setRules([{ kind, rate: 1, pathIncludes: "/v2/provider" }]);
			await account.live(1.2);
			const start = quietDay().start + hourMs;
			const { at, spent } = await account.summary();
			const bill = account.account.truth.billMicroUsd(start, at);
			expect(Math.abs(spent.point - bill) / bill).toBeLessThan(0.01);
			const status = await priceStore(account.table, namespace).readStatus();
			expect(status?.book.asOf).toBe(start + minuteMs);
			expect(account.said.some(({ event }) => event === "price-list-not-read")).toBe(true);
		},
	);
});

function versionsOf({ table }: Account, window: Range) {
	return priceStore(table, namespace).readVersions(window);
}
