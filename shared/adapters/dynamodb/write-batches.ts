import { BatchWriteCommand, type BatchWriteCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { NewItem } from "../../ports/table.ts";
import { backOff, maxRounds } from "./back-off.ts";
import { type CallSettings, call } from "./call.ts";
import { storedItemOf } from "./stored-item.ts";

/** Limit of BatchWriteItem. */
const batchSize = 25;

/** Rejects when the table keeps leaving items out; those before them are written. */
export async function writeBatches(
	settings: CallSettings,
	items: readonly NewItem[],
): Promise<void> {
	const stored = items.map((item) => storedItemOf(item, 1));
	// BatchWriteItem refuses a request that names a key twice; the later item is the one to stay.
	const byKey = new Map(stored.map((item) => [JSON.stringify([item.pk, item.sk]), item]));
	const requests = [...byKey.values()].map((item) => ({ PutRequest: { Item: item } }));
	for (let start = 0; start < requests.length; start += batchSize) {
		await writeBatch(settings, requests.slice(start, start + batchSize));
	}
}

type Requests = NonNullable<BatchWriteCommandOutput["UnprocessedItems"]>[string];

async function writeBatch(settings: CallSettings, batch: Requests): Promise<void> {
	let left = batch;
	for (let round = 1; round <= maxRounds; round += 1) {
		left = await writeOnce(settings, left);
		if (left.length === 0) return;
		await backOff(settings.clock, round);
	}
	throw new Error(
		`DynamoDB table ${settings.tableName} left ${left.length} of ${batch.length} items unwritten after ${maxRounds} rounds.`,
	);
}

async function writeOnce(settings: CallSettings, requests: Requests): Promise<Requests> {
	const { tableName } = settings;
	const answer = await call(settings, `putAll ${requests.length}`, (client, common) =>
		client.send(
			new BatchWriteCommand({
				ReturnConsumedCapacity: common.ReturnConsumedCapacity,
				RequestItems: { [tableName]: requests },
			}),
		),
	);
	return answer.UnprocessedItems?.[tableName] ?? [];
}
