import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createDynamoTable, type DynamoTable } from "../../../shared/adapters/dynamodb/table.ts";
import { createTableClock, type TableClock } from "../../contract/table-clock.ts";
import { localClient } from "../../local-aws/aws-client.ts";
import { startDynamoDbLocal } from "../../local-aws/dynamodb-local.ts";
import { type FaultProxy, startFaultProxy } from "../../local-aws/fault-proxy.ts";

export const tableName = "faults";
export const start = Date.UTC(2026, 10, 22, 12);

export type FaultyDynamo = {
	/** Talks to DynamoDB Local through the proxy. */
	readonly table: DynamoTable;
	readonly proxy: FaultProxy;
	readonly clock: TableClock;
	/** Talks to DynamoDB Local itself. */
	readonly direct: DynamoDBClient;
	/** A partition that no other test uses. */
	readonly pk: string;
	readonly consumed: readonly { readonly operation: string; readonly units: number }[];
};

/** Starts the server for the suite around it; each test gets its own table client and clock. */
export function useFaultyDynamo(): () => FaultyDynamo {
	let stop: () => Promise<void>;
	let shared: Pick<FaultyDynamo, "proxy" | "direct">;
	let current: FaultyDynamo;
	let tests = 0;
	beforeAll(async () => {
		const server = await startDynamoDbLocal();
		await server.createTable(tableName);
		const proxy = await startFaultProxy(server.endpoint);
		const direct = new DynamoDBClient(localClient(server.endpoint));
		shared = { proxy, direct };
		stop = async () => {
			direct.destroy();
			await proxy.stop();
			await server.stop();
		};
	});
	beforeEach(() => {
		tests += 1;
		current = openTable(shared, `test-${tests}`);
	});
	afterEach(() => current.table.close());
	afterAll(() => stop());
	return () => current;
}

function openTable(shared: Pick<FaultyDynamo, "proxy" | "direct">, pk: string): FaultyDynamo {
	const consumed: { operation: string; units: number }[] = [];
	const clock = createTableClock(start);
	shared.proxy.arm(() => null);
	const table = createDynamoTable({
		tableName,
		clock,
		client: localClient(shared.proxy.endpoint),
		onConsumed: (one) => consumed.push(one),
	});
	return { ...shared, table, clock, pk, consumed };
}
