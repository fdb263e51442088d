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

function versionsOf({ table }: Account, window: Range) {
	return priceStore(table, namespace).readVersions(window);
}
