import { describe, expect, test } from "vitest";
import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import { spendStore } from "../../../shared/app/store/spend-store.ts";
import { errorsAt } from "../../../shared/core/reading/forecast/forecast-errors.ts";
import { recordedUntil } from "../../../shared/core/reading/forecast/spend-record.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { Table } from "../../../shared/ports/table.ts";
import { controlOf, heldOf, policyOf } from "../../core/fixture.ts";
import { definition, start } from "../../simulator/fixture.ts";
import { meteredAccount } from "../metered-account.ts";

const dayMs = 24 * hourMs;

/** One L4 replica for ever: $0.80 an hour, $19.20 a day of 24 hours. */
const scenario = {
	name: "steady",
	description: "Nothing ever changes.",
	namespace: "acme",
	zone: "Europe/Berlin",
	start,
	dailyBudgetMicroUsd: 100_000_000,
	endpoints: [definition({ scaling: { minReplica: 1, maxReplica: 4, ...noSleep() } })],
	timeline: [],
};

function noSleep() {
	return { scaleToZeroTimeout: null, measure: null };
}

const lab = { ...policyOf().budget, name: "lab", zone: "Asia/Kolkata", members: [{ name: "*" }] };
const policy = policyOf({ groups: [lab] }, { name: "fleet", zone: scenario.zone });

/** A table that tells what was read and written, by the kind of item. */
function countingTable(clock: { now(): number; sleep(): Promise<void> }) {
	const table = createMemoryTable({ clock });
	const calls: string[] = [];
	const kind = (sk: string) => sk.split("#")[0] ?? "";
	const counted: Table = {
		...table,
		get: (key) => {
			calls.push(`get ${kind(key.sk)}`);
			return table.get(key);
		},
		query: (query) => {
			calls.push(`query ${kind(query.from)}`);
			return table.query(query);
		},
		put: (item, version) => {
			calls.push(`put ${kind(item.sk)}`);
			return table.put(item, version);
		},
		putAll: (items) => {
			calls.push(...items.map(({ sk }) => `put ${kind(sk)}`));
			return table.putAll(items);
		},
	};
	return { table: counted, calls };
}

function steady() {
	let now = start;
	const { table, calls } = countingTable({ now: () => now, sleep: () => Promise.resolve() });
	const account = meteredAccount({ scenario, policy, table });
	const run = async (until: number) => {
		await account.run(until, (at) => {
			now = at;
		});
	};
	return { ...account, run, calls, store: spendStore(table, "acme") };
}

describe("in hours in which nothing changes", () => {
	test("a minute reads and writes the cursor alone, and the first of an hour makes the forecasts anew", async () => {
		const { run, calls } = steady();
		await run(start + 8 * hourMs + 5 * minuteMs);
		calls.length = 0;
		await run(start + 8 * hourMs + 50 * minuteMs);
		expect([...new Set(calls)].toSorted()).toEqual(["get cursor", "put cursor"]);
		expect(calls).toHaveLength(2 * 45);
		calls.length = 0;
		await run(start + 9 * hourMs);
		const refreshed = calls.filter((call) => !call.endsWith("cursor"));
		expect(refreshed.toSorted()).toEqual([
			"get control",
			"get spend",
			"get spend",
			"get summary",
			"put spend",
			"put spend",
			"put summary",
		]);
	}, 60_000);

	test("every closed hour comes on record, of groups too, with what it cost", async () => {
		const { run, store, now } = steady();
		await run(start + 30 * hourMs + 10 * minuteMs);
		for (const budget of ["fleet", "lab"]) {
			const record = await store.readRecord(budget);
			if (record === null) throw new Error(`${budget} has no record`);
			expect(recordedUntil(record)).toBe(now() - 10 * minuteMs);
			const last = record.hours.slice(-24).map((spent) => (spent?.point ?? 0) / 1e6);
			for (const usd of last) expect(usd).toBeCloseTo(0.8, 4);
		}
	}, 60_000);

	test("after six days the interval is learned, and as narrow as such days are", async () => {
		const { run, readings } = steady();
		await run(start + 7 * dayMs + 8 * hourMs);
		for (const { reading } of await readings()) {
			expect(reading.unforecastable).toBe(false);
			expect(reading.likelyMicroUsd / 1e6).toBeCloseTo(19.2, 1);
			expect((reading.p90MicroUsd - reading.p10MicroUsd) / 1e6).toBeLessThan(0.5);
			expect(reading.ceilingMicroUsd).toBeGreaterThan(reading.p90MicroUsd);
		}
	}, 60_000);

	test("a day on which the guard held something back is marked, and teaches nothing", async () => {
		const { run, table, store } = steady();
		await run(start + 2 * dayMs + hourMs);
		const before = await store.readRecord("fleet");
		const { version } = await guardStore(table, "acme").readControl();
		await guardStore(table, "acme").writeControl(
			controlOf({ held: [heldOf({ status: "applied" })] }),
			version,
		);
		await run(start + 3 * dayMs + hourMs);
		const after = await store.readRecord("fleet");
		expect(after?.guarded).toContainEqual({ from: start + 2 * dayMs, to: start + 3 * dayMs });
		const known = errorsAt(before?.errors ?? { byHoursLeft: [], open: [] }, 12);
		expect(errorsAt(after?.errors ?? { byHoursLeft: [], open: [] }, 12)).toEqual(known);
		expect(known).toHaveLength(1);
	}, 60_000);
});
