import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Json, NewItem, Table } from "../../shared/ports/table.ts";
import { createTableClock, type TableClock } from "./table-clock.ts";
import type { Fresh } from "./table-fresh.ts";
import { expectModelAgreement } from "./table-model.ts";

export type TableUnderTest = { readonly table: Table; close(): Promise<void> };

export type TableHarness = {
	readonly name: string;
	/** Opens an empty table that tells time by the given clock. */
	open(clock: TableClock): Promise<TableUnderTest>;
	/** Random histories that are compared with the model. */
	readonly histories: number;
};

const start = Date.UTC(2026, 10, 22, 12);

/** The guarantees that every adapter of the port `Table` gives. */
export function describeTable(harness: TableHarness): void {
	describe(`the table ${harness.name}`, () => {
		const clock = createTableClock(start);
		let opened: TableUnderTest;
		let partitions = 0;
		beforeAll(async () => {
			opened = await harness.open(clock);
		});
		afterAll(() => opened.close());
		beforeEach(() => clock.set(start));
		const fresh: Fresh = () => {
			partitions += 1;
			return { table: opened.table, pk: `partition-${partitions}`, clock };
		};
		describeVersions(fresh);
		describeRaces(fresh);
		describeExpiry(fresh);
		describeQuery(fresh);
		describeBodies(fresh);
		describePutAllAndDelete(fresh);
		test("a random history of calls ends as in the model", () =>
			expectModelAgreement(fresh, harness.histories));
	});
}

function describeVersions(fresh: Fresh): void {
	test("an item that was never put is null", async () => {
		const { table, pk } = fresh();
		expect(await table.get({ pk, sk: "a" })).toBeNull();
	});

	test("the first put makes version 1 and each further put adds 1", async () => {
		const { table, pk } = fresh();
		expect(await table.put({ pk, sk: "a", body: 1 }, 0)).toEqual({ ok: true, version: 1 });
		expect(await table.put({ pk, sk: "a", body: 2 }, 1)).toEqual({ ok: true, version: 2 });
		expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", version: 2, body: 2 });
	});

	test("a put with another version than the stored one is a conflict and writes nothing", async () => {
		const { table, pk } = fresh();
		await table.put({ pk, sk: "a", body: "first" }, 0);
		await table.put({ pk, sk: "a", body: "second" }, 1);
		for (const version of [0, 1, 3]) {
			const result = await table.put({ pk, sk: "a", body: "late" }, version);
			expect(result).toEqual({ ok: false, reason: "conflict" });
		}
		expect((await table.get({ pk, sk: "a" }))?.body).toBe("second");
	});

	test("a put that expects a version of an absent item is a conflict and creates nothing", async () => {
		const { table, pk } = fresh();
		const result = await table.put({ pk, sk: "a", body: 1 }, 1);
		expect(result).toEqual({ ok: false, reason: "conflict" });
		expect(await table.get({ pk, sk: "a" })).toBeNull();
	});

	test("an empty part of a key is refused", async () => {
		const { table, pk } = fresh();
		await expect(table.put({ pk, sk: "", body: 1 }, 0)).rejects.toThrow("empty part");
		await expect(table.put({ pk: "", sk: "a", body: 1 }, 0)).rejects.toThrow("empty part");
		await expect(table.putAll([{ pk, sk: "", body: 1 }])).rejects.toThrow("empty part");
	});
}

function describeRaces(fresh: Fresh): void {
	test("of many puts that race for an absent item exactly one wins", async () => {
		const { table, pk } = fresh();
		const racers = Array.from({ length: 20 }, (_, racer) => racer);
		const results = await Promise.all(
			racers.map((racer) => table.put({ pk, sk: "lease", body: racer }, 0)),
		);
		const winners = racers.filter((racer) => results[racer]?.ok);
		expect(winners).toHaveLength(1);
		expect((await table.get({ pk, sk: "lease" }))?.body).toBe(winners[0]);
	});

	test("increments by several writers that read again after a conflict lose none", async () => {
		const { table, pk } = fresh();
		const increment = async (): Promise<void> => {
			const item = await table.get({ pk, sk: "n" });
			const count = Number(item?.body ?? 0);
			const result = await table.put({ pk, sk: "n", body: count + 1 }, item?.version ?? 0);
			if (!result.ok) await increment();
		};
		await Promise.all(Array.from({ length: 8 }, increment));
		expect(await table.get({ pk, sk: "n" })).toMatchObject({ version: 8, body: 8 });
	});
}

function describeExpiry(fresh: Fresh): void {
	test("an item is visible until the millisecond before its expiry and not from then on", async () => {
		const { table, pk, clock } = fresh();
		await table.put({ pk, sk: "a", body: 1, expiresAt: start + 1_500 }, 0);
		clock.set(start + 1_499);
		expect(await table.get({ pk, sk: "a" })).toMatchObject({ expiresAt: start + 1_500 });
		expect(await table.query({ pk, from: "a", to: "a" })).toHaveLength(1);
		clock.set(start + 1_500);
		expect(await table.get({ pk, sk: "a" })).toBeNull();
		expect(await table.query({ pk, from: "a", to: "a" })).toEqual([]);
	});

	test("put-if-absent succeeds over an expired item and starts again at version 1", async () => {
		const { table, pk, clock } = fresh();
		await table.put({ pk, sk: "a", body: "old" }, 0);
		await table.put({ pk, sk: "a", body: "old", expiresAt: start + 1_000 }, 1);
		clock.set(start + 999);
		expect((await table.put({ pk, sk: "a", body: "early" }, 0)).ok).toBe(false);
		clock.set(start + 1_000);
		expect((await table.put({ pk, sk: "a", body: "late" }, 2)).ok).toBe(false);
		expect(await table.put({ pk, sk: "a", body: "new" }, 0)).toEqual({ ok: true, version: 1 });
		expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", version: 1, body: "new" });
	});

	test("a put without an expiry takes the old expiry away", async () => {
		const { table, pk, clock } = fresh();
		await table.put({ pk, sk: "a", body: 1, expiresAt: start + 1_000 }, 0);
		await table.put({ pk, sk: "a", body: 2 }, 1);
		clock.set(start + 2_000);
		expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", version: 2, body: 2 });
	});
}

function describeQuery(fresh: Fresh): void {
	test("a query answers both bounds and what lies between, in code unit order", async () => {
		const { table, pk } = fresh();
		const keys = ["a", "a#1", "a#10", "a#2", "a/", "B", "b", "~", "Z", "_"];
		await table.putAll(keys.map((sk) => ({ pk, sk, body: sk })));
		const found = async (from: string, to: string) =>
			(await table.query({ pk, from, to })).map((item) => item.sk);
		expect(await found("", "~")).toEqual([
			"B",
			"Z",
			"_",
			"a",
			"a#1",
			"a#10",
			"a#2",
			"a/",
			"b",
			"~",
		]);
		expect(await found("a#1", "a#2")).toEqual(["a#1", "a#10", "a#2"]);
		expect(await found("a#11", "a#19")).toEqual([]);
		expect(await found("b", "a")).toEqual([]);
		expect(await found("", "")).toEqual([]);
	});

	test("a query sees its own partition only", async () => {
		const { table, pk } = fresh();
		await table.put({ pk: `${pk}-other`, sk: "a", body: 1 }, 0);
		expect(await table.query({ pk, from: "", to: "~" })).toEqual([]);
	});

	test("a query sees what was added and deleted since an earlier one", async () => {
		const { table, pk } = fresh();
		const keys = async () => (await table.query({ pk, from: "a", to: "c" })).map((item) => item.sk);
		await table.put({ pk, sk: "c", body: 1 }, 0);
		expect(await keys()).toEqual(["c"]);
		await table.put({ pk, sk: "a", body: 1 }, 0);
		await table.putAll([{ pk, sk: "b", body: 1 }]);
		expect(await keys()).toEqual(["a", "b", "c"]);
		await table.delete({ pk, sk: "b" });
		expect(await keys()).toEqual(["a", "c"]);
	});

	test("a query answers all of 1,200 items of 2 KB, in order", async () => {
		const { table, pk } = fresh();
		const text = "x".repeat(2_000);
		const items = Array.from({ length: 1_200 }, (_, index) => ({
			pk,
			sk: `endpoint#${String(index).padStart(5, "0")}`,
			body: { index, text },
		}));
		await table.putAll(items.toReversed());
		const found = await table.query({ pk, from: "endpoint#", to: "endpoint#~" });
		expect(found).toEqual(items.map((item) => ({ ...item, version: 1 })));
	});
}

const bodies: Readonly<Record<string, Json>> = {
	"an object with nested lists": { a: [1, [2, { b: null }]], c: { d: [] }, e: {} },
	"accents, emoji and right-to-left text": { "clé 🔑": "ünï ‮תל\u0000\u2028 👩🏽‍🚀" },
	"half of a surrogate pair": "before \ud83d after",
	"numbers at their limits": [2 ** 53 - 1, -(2 ** 53) + 1, 0.1, 1e-300, 5e-324, 1.797e308],
	"empty values": { text: "", list: [], object: {}, none: null, no: false, zero: 0 },
	"a bare string": "text",
	null: null,
	"names that databases reserve": { name: 1, ttl: 2, version: 3, __proto__x: 4, constructor: 5 },
};

function describeBodies(fresh: Fresh): void {
	test.each(Object.entries(bodies))("%s comes back deeply equal", async (_name, body) => {
		const { table, pk } = fresh();
		await table.put({ pk, sk: "a", body }, 0);
		expect((await table.get({ pk, sk: "a" }))?.body).toStrictEqual(body);
	});

	test("neither what was put nor what was read is tied to what is stored", async () => {
		const { table, pk } = fresh();
		const body = { held: ["a"] };
		await table.put({ pk, sk: "a", body }, 0);
		body.held.push("b");
		const first = (await table.get({ pk, sk: "a" }))?.body;
		expect(first).toEqual({ held: ["a"] });
		Object.assign(Object(first), { held: [] });
		expect((await table.get({ pk, sk: "a" }))?.body).toEqual({ held: ["a"] });
	});
}

function describePutAllAndDelete(fresh: Fresh): void {
	test("putAll writes over what is there and leaves version 1", async () => {
		const { table, pk } = fresh();
		await table.put({ pk, sk: "a", body: "old" }, 0);
		await table.put({ pk, sk: "a", body: "old" }, 1);
		await table.putAll([
			{ pk, sk: "a", body: "new" },
			{ pk, sk: "b", body: "new", expiresAt: start + 5 },
		]);
		expect(await table.query({ pk, from: "a", to: "b" })).toEqual([
			{ pk, sk: "a", version: 1, body: "new" },
			{ pk, sk: "b", version: 1, body: "new", expiresAt: start + 5 },
		]);
	});

	test("putAll of nothing is success, and of one key twice the later one stays", async () => {
		const { table, pk } = fresh();
		await table.putAll([]);
		const twice: readonly NewItem[] = [1, 2].map((body) => ({ pk, sk: "a", body }));
		await table.putAll(twice);
		expect((await table.get({ pk, sk: "a" }))?.body).toBe(2);
	});

	test("deleting twice is success, and the item can be put again as absent", async () => {
		const { table, pk } = fresh();
		await table.put({ pk, sk: "a", body: 1 }, 0);
		await table.delete({ pk, sk: "a" });
		await table.delete({ pk, sk: "a" });
		expect(await table.get({ pk, sk: "a" })).toBeNull();
		expect(await table.put({ pk, sk: "a", body: 2 }, 0)).toEqual({ ok: true, version: 1 });
	});
}
