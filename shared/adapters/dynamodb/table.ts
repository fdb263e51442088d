import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import {
	DeleteCommand,
	type DynamoDBDocumentClient,
	GetCommand,
	PutCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../../ports/clock.ts";
import type { Key, NewItem, PutResult, Table } from "../../ports/table.ts";
import { type CallSettings, call, type OnConsumed } from "./call.ts";
import { CallSlots } from "./call-slots.ts";
import { createClients } from "./clients.ts";
import { queryAllPages } from "./query-all-pages.ts";
import { itemOf, storedItemOf } from "./stored-item.ts";
import { writeBatches } from "./write-batches.ts";

export type DynamoTable = Table & {
	/** Ends the open connections. */
	close(): void;
};

export type DynamoTableOptions = {
	readonly tableName: string;
	readonly clock: Clock;
	/** Region, endpoint and credentials; the SDK finds them in the environment where they are absent. */
	readonly client?: DynamoDBClientConfig;
	/** Told the units of each answered call. DynamoDB does not say what a failed condition cost. */
	readonly onConsumed?: OnConsumed;
};

/** Fewer than the SDK's 50 connections; at 5 ms a call this is 6,000 calls a second. */
const callsInFlight = 30;

/**
 * A `Table` in one DynamoDB table with the string keys `pk` and `sk` and the TTL attribute `ttl`.
 * Rejects with `DynamoCallError`, or `ItemTooLargeError` before anything was sent.
 */
export function createDynamoTable(options: DynamoTableOptions): DynamoTable {
	const { tableName, clock, onConsumed } = options;
	const { retrying, oneAttempt, destroy } = createClients(options.client ?? {});
	const slots = new CallSlots(callsInFlight);
	const settings = (client: DynamoDBDocumentClient): CallSettings => ({
		client,
		tableName,
		clock,
		slots,
		...(onConsumed === undefined ? {} : { onConsumed }),
	});
	return {
		get: (key) => get(settings(retrying), key),
		query: (range) => queryAllPages(settings(retrying), range),
		put: (item, expectedVersion) => put(settings(oneAttempt), item, expectedVersion),
		putAll: (items) => writeBatches(settings(retrying), items),
		delete: (key) => remove(settings(retrying), key),
		close: destroy,
	};
}

async function get(settings: CallSettings, { pk, sk }: Key) {
	const { Item: stored } = await call(settings, `get ${pk} ${sk}`, (client, common) =>
		client.send(new GetCommand({ ...common, Key: { pk, sk }, ConsistentRead: true })),
	);
	return stored === undefined ? null : itemOf(stored, settings.clock.now());
}

async function put(
	settings: CallSettings,
	item: NewItem,
	expectedVersion: number,
): Promise<PutResult> {
	const version = expectedVersion + 1;
	const stored = storedItemOf(item, version);
	const condition = expectedVersion === 0 ? absent : present;
	const values = {
		":now": settings.clock.now(),
		...(version === 1 ? {} : { ":version": expectedVersion }),
	};
	const answer = await call(settings, `put ${item.pk} ${item.sk}`, (client, common) =>
		client
			.send(
				new PutCommand({
					...common,
					...condition,
					Item: stored,
					ExpressionAttributeValues: values,
				}),
			)
			.catch(nullIfConditionFailed),
	);
	return answer === null ? { ok: false, reason: "conflict" } : { ok: true, version };
}

/** TTL deletes up to 48 hours late, so each condition compares the expiry by time too. */
const absent = {
	ConditionExpression: "attribute_not_exists(pk) OR #expiresAt <= :now",
	ExpressionAttributeNames: { "#expiresAt": "expiresAt" },
};
const present = {
	ConditionExpression:
		"#version = :version AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now)",
	ExpressionAttributeNames: { "#version": "version", "#expiresAt": "expiresAt" },
};

function nullIfConditionFailed(error: unknown): null {
	if (error instanceof Error && error.name === "ConditionalCheckFailedException") return null;
	throw error;
}

async function remove(settings: CallSettings, { pk, sk }: Key): Promise<void> {
	await call(settings, `delete ${pk} ${sk}`, (client, common) =>
		client.send(new DeleteCommand({ ...common, Key: { pk, sk } })),
	);
}
