import { expect, test } from "vitest";
import {
	createFaultyTable,
	type FaultyTableOptions,
	type TableFault,
} from "../../../shared/adapters/memory/faulty-table.ts";
import { seededFaults } from "../../../shared/adapters/memory/seeded-faults.ts";
import { createMemoryTable } from "../../../shared/adapters/memory/table.ts";
import { createTableClock } from "../../contract/table-clock.ts";
import { describeTable } from "../../contract/table-contract.ts";

const key = { pk: "p", sk: "a" };

function faulty(options: Omit<FaultyTableOptions, "table">) {
	const inner = createMemoryTable({ clock: createTableClock() });
	return { inner, table: createFaultyTable({ table: inner, ...options }) };
}

describeTable({
	name: "with faults switched off",
	open: async (clock) => ({
		table: createFaultyTable({ table: createMemoryTable({ clock }) }),
		close: async () => {},
	}),
	histories: 20,
});

test.each<[TableFault, number]>([
	["error-before", 0],
	["throttle", 0],
	["partial", 0],
	["error-after", 1],
])("a put with the fault %s rejects and leaves %i items", async (fault, stored) => {
	const { inner, table } = faulty({ faultOf: () => fault });
	await expect(table.put({ ...key, body: 1 }, 0)).rejects.toThrow("call 0 (put)");
	expect(inner.snapshot()).toHaveLength(stored);
});

test("a partial putAll leaves the first half", async () => {
	const { inner, table } = faulty({ faultOf: () => "partial" });
	const items = ["a", "b", "c", "d"].map((sk) => ({ pk: "p", sk, body: 1 }));
	await expect(table.putAll(items)).rejects.toThrow();
	expect(inner.snapshot().map((item) => item.sk)).toEqual(["a", "b"]);
});

test("a caller that reads again after an ambiguous put finds its own write", async () => {
	const { table } = faulty({ faultOf: ({ index }) => (index === 0 ? "error-after" : null) });
	await expect(table.put({ ...key, body: "mine" }, 0)).rejects.toThrow();
	expect(await table.get(key)).toMatchObject({ version: 1, body: "mine" });
	expect((await table.put({ ...key, body: "mine" }, 0)).ok).toBe(false);
});

test("a crash before the n-th call leaves its effect out, a crash after it leaves it in", async () => {
	for (const [crashPhase, stored] of [
		["before", 1],
		["after", 2],
	] as const) {
		const { inner, table } = faulty({
			onCall: (index, _name, phase) => {
				if (index === 1 && phase === crashPhase) throw new Error("crash");
			},
		});
		await table.put({ ...key, body: 1 }, 0);
		await expect(table.put({ pk: "p", sk: "b", body: 1 }, 0)).rejects.toThrow("crash");
		await expect(table.delete(key), "a dead process writes nothing").rejects.toThrow("crash");
		expect(inner.snapshot()).toHaveLength(stored);
	}
});

test("the same seed fails the same calls, another seed others, at the asked ratio", () => {
	const failed = (seed: number) => {
		const faultOf = seededFaults({ seed, ratio: 0.1 });
		const calls = Array.from({ length: 10_000 }, (_, index) => index);
		return calls.map((index) => faultOf({ index, name: "put" }));
	};
	expect(failed(7)).toEqual(failed(7));
	expect(failed(7)).not.toEqual(failed(8));
	const faults = failed(7).filter((fault) => fault !== null);
	expect(faults.length).toBeGreaterThan(900);
	expect(faults.length).toBeLessThan(1_100);
	for (const fault of ["error-before", "throttle", "error-after", "partial"] as const) {
		expect(faults.filter((one) => one === fault).length).toBeGreaterThan(150);
	}
});
