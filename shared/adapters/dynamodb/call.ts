import type { ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../../ports/clock.ts";
import { backOff, maxRounds } from "./back-off.ts";
import type { CallSlots } from "./call-slots.ts";

/** `operation` is the name of the table's method with its key, e.g. `get acme cursor`. */
export type OnConsumed = (consumed: { readonly operation: string; readonly units: number }) => void;

export type CallSettings = {
	readonly client: DynamoDBDocumentClient;
	readonly tableName: string;
	readonly clock: Clock;
	readonly slots: CallSlots;
	readonly onConsumed?: OnConsumed;
};

const common = (tableName: string) =>
	({ TableName: tableName, ReturnConsumedCapacity: "TOTAL" }) as const;

type Answer = { readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined };

/**
 * One call with its bookkeeping. A throttled call certainly had no effect, so it is repeated here
 * whatever it was, a bounded number of times; any other error rejects with `DynamoCallError`.
 */
export async function call<Output extends Answer | null>(
	settings: CallSettings,
	operation: string,
	send: (client: DynamoDBDocumentClient, input: ReturnType<typeof common>) => Promise<Output>,
): Promise<Output> {
	for (let round = 1; ; round += 1) {
		try {
			const answer = await settings.slots.run(() =>
				send(settings.client, common(settings.tableName)),
			);
			report(settings, operation, answer);
			return answer;
		} catch (error) {
			if (!isThrottled(error) || round === maxRounds) {
				throw new DynamoCallError(settings.tableName, operation, error);
			}
			await backOff(settings.clock, round);
		}
	}
}

/** A call without a good answer. After a write, whether it happened is unknown unless `throttled`. */
export class DynamoCallError extends Error {
	override readonly name = "DynamoCallError";
	readonly throttled: boolean;

	constructor(tableName: string, operation: string, cause: unknown) {
		const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
		super(`DynamoDB table ${tableName} failed "${operation}": ${reason}`, { cause });
		this.throttled = isThrottled(cause);
	}
}

const throttleNames: ReadonlySet<string> = new Set([
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"ThrottlingException",
]);

function isThrottled(error: unknown): boolean {
	return error instanceof Error && throttleNames.has(error.name);
}

function report(settings: CallSettings, operation: string, answer: Answer | null): void {
	const consumed = [answer?.ConsumedCapacity ?? []].flat();
	const units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
	settings.onConsumed?.({ operation, units });
}
