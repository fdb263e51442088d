import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Instant } from "../../domain/instant.ts";

/** The source of each event on the bus; rules match on it. */
export const eventSource = "hf.guardrail";

/** Rejects with the SDK's error, or with `EntryError` where the bus took the call but not the event. */
export async function putEvent(
	client: EventBridgeClient,
	busName: string,
	event: { readonly type: string; readonly at: Instant },
): Promise<void> {
	const entry = {
		EventBusName: busName,
		Source: eventSource,
		DetailType: event.type,
		Time: new Date(event.at),
		Detail: JSON.stringify(event),
	};
	const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
	const [result] = answer.Entries ?? [];
	if (answer.FailedEntryCount === 0 && result?.EventId !== undefined) return;
	throw new EntryError(busName, result?.ErrorCode ?? "NoAnswer", result?.ErrorMessage ?? "");
}

/** PutEvents answers 200 even when it drops an event. The name is AWS's own error code. */
export class EntryError extends Error {
	override readonly name: string;
	readonly retryable: boolean;

	constructor(busName: string, errorCode: string, errorMessage: string) {
		super(`The event bus ${busName} did not take the event: ${errorCode} ${errorMessage}`.trim());
		this.name = errorCode;
		this.retryable = passing.has(errorCode);
	}
}

/** Codes of a state that passes by itself (API reference of PutEventsResultEntry). */
const passing: ReadonlySet<string> = new Set([
	"InternalException",
	"InternalFailure",
	"NoAnswer",
	"ThrottlingException",
]);
