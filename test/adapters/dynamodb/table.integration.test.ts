import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { createDynamoTable } from "../../../shared/adapters/dynamodb/table.ts";
import { localClient } from "../../local-aws/aws-client.ts";
import { describeWithJava } from "../../local-aws/describe-with-java.ts";
import { type FaultyDynamo, start, tableName, useFaultyDynamo } from "./faulty-dynamo.ts";

describeWithJava("the DynamoDB table behind a network that fails", () => {
	const dynamo = useFaultyDynamo();
	describe("a put", () => {
		describeThrottledPuts(dynamo);
	});
	describe("an ambiguous put", () => {
		describeAmbiguousPuts(dynamo);
	});
	describe("a batch", () => {
		describeBatches(dynamo);
	});
	describe("a read", () => {
		describeReads(dynamo);
	});
	describe("what is stored", () => {
		describeStorage(dynamo);
	});
});

function describeThrottledPuts(dynamo: () => FaultyDynamo): void {
	test("that is throttled is repeated after growing waits and is no conflict", async () => {
		const { proxy, table, clock, pk } = dynamo();
		proxy.arm((_operation, index) => (index < 3 ? "throttle" : null));
		expect(await table.put({ pk, sk: "a", body: 1 }, 0)).toEqual({ ok: true, version: 1 });
		expect(clock.sleptMs).toEqual([50, 100, 200]);
	});

	test("that stays throttled rejects after a bounded number of calls and wrote nothing", async () => {
		const { proxy, table, pk } = dynamo();
		proxy.arm(() => "throttle");
		const put = table.put({ pk, sk: "a", body: 1 }, 0);
		await expect(put).rejects.toMatchObject({ name: "DynamoCallError", throttled: true });
		expect(proxy.calls).toHaveLength(6);
		proxy.arm(() => null);
		expect(await table.get({ pk, sk: "a" })).toBeNull();
	});

	test("whose condition fails stays a conflict behind a throttle", async () => {
		const { proxy, table, pk } = dynamo();
		await table.put({ pk, sk: "a", body: 1 }, 0);
		proxy.arm((_operation, index) => (index === 0 ? "throttle" : null));
		const result = await table.put({ pk, sk: "a", body: 2 }, 0);
		expect(result).toEqual({ ok: false, reason: "conflict" });
	});

	test("to a table that does not exist names that table in the error", async () => {
		const { proxy, clock, pk } = dynamo();
		const client = localClient(proxy.endpoint);
		const wrong = createDynamoTable({ tableName: "no-such-table", clock, client });
		await expect(wrong.put({ pk, sk: "a", body: 1 }, 0)).rejects.toThrow(
			/no-such-table.*ResourceNotFoundException/,
		);
		wrong.close();
	});
}

function describeAmbiguousPuts(dynamo: () => FaultyDynamo): void {
	test.each(["error-after", "cut-after"] as const)(
		"whose answer is lost (%s) rejects, is sent once, and is found by reading again",
		async (fault) => {
			const { proxy, table, pk } = dynamo();
			await table.put({ pk, sk: "a", body: "before" }, 0);
			proxy.arm((_operation, index) => (index === 0 ? fault : null));
			const put = table.put({ pk, sk: "a", body: "mine" }, 1);
			await expect(put).rejects.toMatchObject({ throttled: false });
			expect(proxy.calls).toHaveLength(1);
			expect(await table.get({ pk, sk: "a" })).toMatchObject({ version: 2, body: "mine" });
		},
	);

	test("that never arrives rejects too, and reading again finds nothing", async () => {
		const { proxy, table, pk } = dynamo();
		proxy.arm((_operation, index) => (index === 0 ? "error-before" : null));
		await expect(table.put({ pk, sk: "a", body: 1 }, 0)).rejects.toThrow(`put ${pk} a`);
		expect(await table.get({ pk, sk: "a" })).toBeNull();
	});

	test("that is never answered rejects within seconds", { timeout: 10_000 }, async () => {
		const { proxy, table, pk } = dynamo();
		proxy.arm(() => "hang");
		await expect(table.put({ pk, sk: "a", body: 1 }, 0)).rejects.toThrow("TimeoutError");
		expect(proxy.calls).toHaveLength(1);
	});
}

function describeBatches(dynamo: () => FaultyDynamo): void {
	test("of which items are left out is sent again until all are written", async () => {
		const { proxy, table, pk } = dynamo();
		proxy.arm((_operation, index) => (index < 4 ? "leave-half" : null));
		const items = Array.from({ length: 60 }, (_, n) => ({ pk, sk: `${100 + n}`, body: n }));
		await table.putAll(items);
		const found = await table.query({ pk, from: "1", to: "2" });
		expect(found).toEqual(items.map((item) => ({ ...item, version: 1 })));
	});

	test("of which everything is always left out rejects with both counts", async () => {
		const { proxy, table, pk } = dynamo();
		proxy.arm(() => "leave-all");
		const items = Array.from({ length: 30 }, (_, n) => ({ pk, sk: `${n}`, body: n }));
		await expect(table.putAll(items)).rejects.toThrow("left 25 of 25 items unwritten after 6");
		expect(proxy.calls).toHaveLength(6);
	});
}

function describeReads(dynamo: () => FaultyDynamo): void {
	test.each(["error-before", "cut-after", "throttle"] as const)(
		"that meets %s once is repeated and answers",
		async (fault) => {
			const { proxy, table, pk } = dynamo();
			await table.put({ pk, sk: "a", body: 1 }, 0);
			proxy.arm((_operation, index) => (index === 0 ? fault : null));
			expect(await table.get({ pk, sk: "a" })).toMatchObject({ body: 1 });
		},
	);

	test("is strongly consistent, on each page, and no scan or transaction is used", async () => {
		const { proxy, table, pk } = dynamo();
		const text = "x".repeat(30_000);
		await table.putAll(Array.from({ length: 80 }, (_, n) => ({ pk, sk: `${n}`, body: text })));
		await table.get({ pk, sk: "1" });
		expect(await table.query({ pk, from: "", to: "~" })).toHaveLength(80);
		await table.delete({ pk, sk: "1" });
		const reads = proxy.calls.filter(({ operation }) => /^(GetItem|Query)$/.test(operation));
		expect(reads.length).toBeGreaterThan(3);
		expect(reads.every(({ body }) => body.includes('"ConsistentRead":true'))).toBe(true);
		const operations = new Set(proxy.calls.map(({ operation }) => operation));
		const allowed = ["BatchWriteItem", "DeleteItem", "GetItem", "Query"];
		expect([...operations].toSorted()).toEqual(allowed);
	});
}

function describeStorage(dynamo: () => FaultyDynamo): void {
	test("is at most 350 KB an item: more is refused with both numbers before it is sent", async () => {
		const { proxy, table, pk } = dynamo();
		const large = { pk, sk: "large", body: "é".repeat(180_000) };
		const bytes = 360_002 + 100 + `${pk}large`.length;
		const message = `pk "${pk}", sk "large" has ${bytes} bytes; the table takes 358400`;
		await expect(table.put(large, 0)).rejects.toThrow(message);
		await expect(table.putAll([{ pk, sk: "a", body: 1 }, large])).rejects.toThrow(message);
		expect(proxy.calls).toHaveLength(0);
		const fits = await table.put({ pk, sk: "fits", body: "é".repeat(179_000) }, 0);
		expect(fits.ok).toBe(true);
	});

	test("has a TTL attribute: the expiry in seconds, rounded up", async () => {
		const { table, direct, pk } = dynamo();
		await table.put({ pk, sk: "a", body: 1, expiresAt: start + 1_001 }, 0);
		const key = { pk: { S: pk }, sk: { S: "a" } };
		const { Item } = await direct.send(new GetItemCommand({ TableName: tableName, Key: key }));
		expect(Item?.["ttl"]).toEqual({ N: String(start / 1_000 + 2) });
	});

	test("costs what is reported of each call: 1 unit per KB written, 1 per 4 KB read", async () => {
		const { table, consumed, pk } = dynamo();
		await table.put({ pk, sk: "a", body: "x".repeat(2_500) }, 0);
		await table.get({ pk, sk: "a" });
		await table.get({ pk, sk: "absent" });
		await table.query({ pk, from: "a", to: "b" });
		expect(consumed).toEqual([
			{ operation: `put ${pk} a`, units: 3 },
			{ operation: `get ${pk} a`, units: 1 },
			{ operation: `get ${pk} absent`, units: 1 },
			{ operation: `query ${pk} a b`, units: 1 },
		]);
	});

	test("but was written by something else is an error and not a guess", async () => {
		const { table, direct, pk } = dynamo();
		const Item = { pk: { S: pk }, sk: { S: "a" }, body: { N: "7" } };
		await direct.send(new PutItemCommand({ TableName: tableName, Item }));
		await expect(table.get({ pk, sk: "a" })).rejects.toThrow("version");
	});
}
