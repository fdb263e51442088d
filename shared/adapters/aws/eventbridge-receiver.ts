import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { type NoticeEvent, noticeEvent, truncatedEvent } from "../../domain/notice-event.ts";
import type { Receiver } from "../../ports/receiver.ts";
import { clientSettings } from "./client-settings.ts";
import type { EventBusOptions } from "./event-bus.ts";
import { EntryError, putEvent } from "./put-event.ts";
import { sendFailure } from "./send-failure.ts";

export type EventBridgeReceiverOptions = EventBusOptions & {
	/** Name in the notification log; `eventbridge` unless given. */
	readonly channel?: string;
};

const attempts = 2;

/** Notices as events `guardrail.notice`, for rules that an operator writes. */
export function createEventBridgeReceiver(options: EventBridgeReceiverOptions): Receiver {
	const { busName, channel = "eventbridge" } = options;
	const client = new EventBridgeClient({ ...clientSettings(attempts), ...options.client });
	return {
		channel,
		send: async (notice) => {
			try {
				await putEvent(client, busName, fitted(noticeEvent(notice)));
				return { ok: true };
			} catch (error) {
				const failure = sendFailure(error);
				return error instanceof EntryError ? { ...failure, retryable: error.retryable } : failure;
			}
		},
	};
}

/** PutEvents takes 256 KB an entry; the rest is room for the fields around the detail. */
const maxDetailBytes = 250 * 1_024;

function fitted(event: NoticeEvent): NoticeEvent {
	return Buffer.byteLength(JSON.stringify(event)) > maxDetailBytes ? truncatedEvent(event) : event;
}
