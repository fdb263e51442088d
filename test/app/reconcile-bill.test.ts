import { describe, expect, test } from "vitest";
import { type ReconcileOutcome, reconcileBill } from "../../shared/app/reconcile-bill.ts";
import { billStore } from "../../shared/app/store/bill-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import type { BillPeriod } from "../../shared/domain/bill.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import type { BillAnswer } from "../../shared/ports/bill-reader.ts";
import { at, cursorOf, dayMs, midnight, policyOf, postureOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

const price = { lo: 1_000_000, point: 1_000_000, hi: 1_000_000, known: true };
const march = { id: "march", from: Date.UTC(2026, 2), to: Date.UTC(2026, 3) };
const april = { id: "april", from: Date.UTC(2026, 3), to: Date.UTC(2026, 4) };

/** One replica of `chat` at $1/h since the first of March, billed exactly, with a script of doubts. */
async function accountAt(now: number, wrong: (microUsd: number) => number = (amount) => amount) {
	const said = saidOn(now, policyOf());
	const { clock, table, namespace } = said;
	const asked: (string | null)[] = [];
	const period = (of: Omit<BillPeriod, "rows">): BillPeriod => {
		const hours = (Math.min(clock.now(), of.to) - of.from) / hourMs;
		const microUsd = wrong(Math.round(hours * 1_000_000));
		return { ...of, rows: [{ label: "chat", product: "endpoints/aws/nvidia-l4/x1", microUsd }] };
	};
	const readBill = async (id: string | null): Promise<BillAnswer> => {
		asked.push(id);
		const running = clock.now() < april.from ? march : april;
		const wanted = id === null ? running : [march, april].find((each) => each.id === id);
		if (wanted === undefined) return { kind: "refused", reason: "no such period" };
		return { kind: "period", period: period(wanted) };
	};
	const store = ledgerStore(table, namespace);
	const observed = postureOf().observed;
	const posture = { ...postureOf({ since: march.from, price, observed }), replicasHi: 1 };
	await store.writePostures([{ ...posture, replicasLo: 1, replicasPoint: 1 }]);
	const deps = { ...said, bill: { readBill } };
	return {
		...said,
		asked,
		bills: billStore(table, namespace),
		reconcileAt: async (instant: number): Promise<ReconcileOutcome> => {
			clock.set(instant);
			const { version } = await store.readCursor();
			await store.writeCursor(cursorOf({ observedUntil: instant }), version);
			return (await reconcileBill(deps)).outcome;
		},
	};
}

describe("when the bill is read", () => {
	test("every six hours, and once more where a budget day has closed in between", async () => {
		const account = await accountAt(at("00:30"));
		expect(await account.reconcileAt(at("14:00"))).toBe("waiting");
		expect(await account.reconcileAt(at("19:59"))).toBe("not-due");
		expect(await account.reconcileAt(at("20:00"))).toBe("waiting");
		expect(await account.reconcileAt(midnight + dayMs - minuteMs)).toBe("not-due");
		expect(await account.reconcileAt(midnight + dayMs + 16 * minuteMs)).toBe("waiting");
		expect(await account.reconcileAt(midnight + dayMs + hourMs)).toBe("not-due");
	});

	test("what is younger than a day is not compared, and every window touches the one before", async () => {
		const account = await accountAt(midnight);
		const outcomes: ReconcileOutcome[] = [];
		for (let hour = 1; hour <= 61; hour += 6) {
			outcomes.push(await account.reconcileAt(midnight + hour * hourMs));
		}
		expect(outcomes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => "waiting"));
		expect(outcomes.slice(5)).toEqual(Array.from({ length: 6 }, () => "compared"));
		const { value } = await account.bills.readState();
		const windows = value?.comparisons ?? [];
		expect(windows.at(-1)?.to).toBe(midnight + 37 * hourMs);
		for (const [index, { from, billedMicroUsd, metered }] of windows.entries()) {
			if (index > 0) expect(from).toBe(windows[index - 1]?.to);
			expect(billedMicroUsd).toBe(6_000_000);
			expect(metered.point).toBe(6_000_000);
		}
	});
});

describe("the end of a month", () => {
	test("is subtracted across, with the old month asked for by its id", async () => {
		const account = await accountAt(april.from - 8 * hourMs);
		for (let hour = -5; hour <= 37; hour += 6) {
			await account.reconcileAt(april.from + hour * hourMs);
		}
		expect(account.asked.filter((id) => id === "march")).toHaveLength(1);
		const { value } = await account.bills.readState();
		const all = value?.comparisons ?? [];
		expect(all.map(({ billedMicroUsd }) => billedMicroUsd)).toEqual([
			6_000_000, 6_000_000, 6_000_000,
		]);
		expect(value?.drift).toMatchObject({ level: "none", ratio: 0 });
	});
});

describe("a difference", () => {
	test("of a closed day is booked there, and asks nobody for a new summary", async () => {
		const account = await accountAt(midnight, (amount) => Math.round(amount * 0.9));
		for (let hour = 1; hour <= 31; hour += 6) {
			await account.reconcileAt(midnight + hour * hourMs);
		}
		const corrections = await account.bills.readCorrections({
			from: midnight,
			to: midnight + dayMs,
		});
		expect(corrections).toHaveLength(1);
		expect(corrections[0]).toMatchObject({ endpoint: "chat", billedMicroUsd: 5_400_000 });
		const cursor = await ledgerStore(account.table, "acme").readCursor();
		expect(cursor.value?.unfinished).toBe(false);
	});

	test("of what a pass that died has booked already is not booked twice", async () => {
		const account = await accountAt(midnight, (amount) => Math.round(amount * 0.9));
		for (let hour = 1; hour <= 25; hour += 6) {
			await account.reconcileAt(midnight + hour * hourMs);
		}
		const before = await account.bills.readState();
		await account.reconcileAt(midnight + 31 * hourMs);
		const first = await account.bills.readCorrections({ from: midnight, to: midnight + dayMs });
		const { version } = await account.bills.readState();
		if (before.value === null) throw new Error("nothing was reconciled");
		await account.bills.writeState(before.value, version);
		await account.reconcileAt(midnight + 31 * hourMs + minuteMs);
		const again = await account.bills.readCorrections({ from: midnight, to: midnight + dayMs });
		expect(again).toEqual(first);
	});
});
