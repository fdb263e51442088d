import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createDynamoTable, type DynamoTable } from "../../../shared/adapters/dynamodb/table.ts";
import { createTableClock, type TableClock } from "../../contract/table-clock.ts";
import { localClient } from "../../local-aws/aws-client.ts";
import { describeWithJava } from "../../local-aws/describe-with-java.ts";
import { type DynamoDbLocal, startDynamoDbLocal } from "../../local-aws/dynamodb-local.ts";
import { type FaultProxy, startFaultProxy } from "../../local-aws/fault-proxy.ts";

const start = Date.UTC(2026, 10, 22, 12);

describeWithJava("the DynamoDB table behind a network that fails", () => {
	let server: DynamoDbLocal;
	let proxy: FaultProxy;
	let table: DynamoTable;
	let direct: DynamoDBClient;
	let clock: TableClock;
	const consumed: { operation: string; units: number }[] = [];
	let tests = 0;
	let pk: string;
	beforeAll(async () => {
		server = await startDynamoDbLocal();
		await server.createTable("faults");
		proxy = await startFaultProxy(server.endpoint);
		direct = new DynamoDBClient(localClient(server.endpoint));
	});
	afterAll(async () => {
		direct.destroy();
		await proxy.stop();
		await server.stop();
	});
	afterEach(() => table.close());
	beforeEach(() => {
		tests += 1;
		pk = `test-${tests}`;
		consumed.length = 0;
		clock = createTableClock(start);
		proxy.arm(() => null);
		table = createDynamoTable({
			tableName: "faults",
			clock,
			client: localClient(proxy.endpoint),
			onConsumed: (one) => consumed.push(one),
		});
	});

	test("a throttled put is repeated after growing waits and is no conflict", async () => {
		proxy.arm((_operation, index) => (index < 3 ? "throttle" : null));
		expect(await table.put({ pk, sk: "a", body: 1 }, 0)).toEqual({ ok: true, version: 1 });
		expect(clock.sleptMs).toEqual([50, 100, 200]);
	});

	test("a put that stays throttled rejects after a bounded number of calls and wrote nothing", async () => {
		proxy.arm(() => "throttle");
		const put = table.put({ pk, sk: "a", body: 1 }, 0);
		await expect(put).rejects.toMatchObject({ name: "DynamoCallError", throttled: true });
		expect(proxy.calls).toHaveLength(6);
		proxy.arm(() => null);
		expect(await table.get({ pk, sk: "a" })).toBeNull();
	});

	test.each(["error-after", "cut-after"] as const)(
		"a put whose answer is lost (%s) rejects, is sent once, and is found by reading again",
		async (fault) => {
			await table.put({ pk, sk: "a", body: "before" }, 0);
			proxy.arm((_operation, index) => (index === 0 ? fault : null));
			const put = table.put({ pk, sk: "a", body: "mine" }, 1);
			await expect(put).rejects.toMatchObject({ throttled: false });
			expect(proxy.calls).toHaveLength(1);
			expect(await table.get({ pk, sk: "a" })).toMatchObject({ version: 2, body: "mine" });
		},
	);

	test("a put that never arrives rejects too, and reading again finds nothing", async () => {
		proxy.arm((_operation, index) => (index === 0 ? "error-before" : null));
		await expect(table.put({ pk, sk: "a", body: 1 }, 0)).rejects.toThrow(`put ${pk} a`);
		expect(await table.get({ pk, sk: "a" })).toBeNull();
	});

	test("a put that is never answered rejects within seconds", { timeout: 10_000 }, async () => {
		proxy.arm(() => "hang");
		await expect(table.put({ pk, sk: "a", body: 1 }, 0)).rejects.toThrow("TimeoutError");
		expect(proxy.calls).toHaveLength(1);
	});

	test("a failed condition stays a conflict behind a throttle", async () => {
		await table.put({ pk, sk: "a", body: 1 }, 0);
		proxy.arm((_operation, index) => (index === 0 ? "throttle" : null));
		const result = await table.put({ pk, sk: "a", body: 2 }, 0);
		expect(result).toEqual({ ok: false, reason: "conflict" });
	});

	test.each(["error-before", "cut-after", "throttle"] as const)(
		"a get that meets %s once is repeated and answers",
		async (fault) => {
			await table.put({ pk, sk: "a", body: 1 }, 0);
			proxy.arm((_operation, index) => (index === 0 ? fault : null));
			expect(await table.get({ pk, sk: "a" })).toMatchObject({ body: 1 });
		},
	);

	test("items that a batch leaves out are sent again until all are written", async () => {
		proxy.arm((_operation, index) => (index < 4 ? "leave-half" : null));
		const items = Array.from({ length: 60 }, (_, n) => ({ pk, sk: `${100 + n}`, body: n }));
		await table.putAll(items);
		const found = await table.query({ pk, from: "1", to: "2" });
		expect(found).toEqual(items.map((item) => ({ ...item, version: 1 })));
	});

	test("a batch of which everything is always left out rejects with both counts", async () => {
		proxy.arm(() => "leave-all");
		const items = Array.from({ length: 30 }, (_, n) => ({ pk, sk: `${n}`, body: n }));
		await expect(table.putAll(items)).rejects.toThrow("left 25 of 25 items unwritten after 6");
		expect(proxy.calls).toHaveLength(6);
	});

	test("an item over 350 KB is refused with its key and both numbers, and nothing is sent", async () => {
		const large = { pk, sk: "large", body: "é".repeat(180_000) };
		const message = `pk "${pk}", sk "large" has 360114 bytes; the table takes 358400`;
		await expect(table.put(large, 0)).rejects.toThrow(message);
		await expect(table.putAll([{ pk, sk: "a", body: 1 }, large])).rejects.toThrow(message);
		expect(proxy.calls).toHaveLength(0);
		const fits = await table.put({ pk, sk: "fits", body: "é".repeat(179_000) }, 0);
		expect(fits.ok).toBe(true);
	});

	test("every read is strongly consistent, on each page, and no scan or transaction is used", async () => {
		const text = "x".repeat(30_000);
		await table.putAll(Array.from({ length: 80 }, (_, n) => ({ pk, sk: `${n}`, body: text })));
		await table.get({ pk, sk: "1" });
		expect(await table.query({ pk, from: "", to: "~" })).toHaveLength(80);
		await table.delete({ pk, sk: "1" });
		const reads = proxy.calls.filter(({ operation }) => /^(GetItem|Query)$/.test(operation));
		expect(reads.length).toBeGreaterThan(3);
		expect(reads.every(({ body }) => body.includes('"ConsistentRead":true'))).toBe(true);
		const operations = new Set(proxy.calls.map(({ operation }) => operation));
		expect([...operations].toSorted()).toEqual([
			"BatchWriteItem",
			"DeleteItem",
			"GetItem",
			"Query",
		]);
	});

	test("the TTL attribute is the expiry in seconds, rounded up", async () => {
		await table.put({ pk, sk: "a", body: 1, expiresAt: start + 1_001 }, 0);
		const key = { pk: { S: pk }, sk: { S: "a" } };
		const { Item } = await direct.send(new GetItemCommand({ TableName: "faults", Key: key }));
		expect(Item?.["ttl"]).toEqual({ N: String(start / 1_000 + 2) });
	});

	test("the units that each call consumed are reported: 1 per KB written, 1 per 4 KB read", async () => {
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

	test("an item that something else wrote is an error, not a guess", async () => {
		const Item = { pk: { S: pk }, sk: { S: "a" }, body: { N: "7" } };
		await direct.send(new PutItemCommand({ TableName: "faults", Item }));
		await expect(table.get({ pk, sk: "a" })).rejects.toThrow("version");
	});

	test("a table that does not exist is named in the error", async () => {
		const client = localClient(proxy.endpoint);
		const wrong = createDynamoTable({ tableName: "no-such-table", clock, client });
		await expect(wrong.get({ pk, sk: "a" })).rejects.toThrow(
			/no-such-table.*ResourceNotFoundException/,
		);
		wrong.close();
	});
});
