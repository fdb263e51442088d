import { EventBridgeClient, type EventBridgeClientConfig } from "@aws-sdk/client-eventbridge";
import type { EventBus } from "../../ports/event-bus.ts";
import { clientSettings } from "./client-settings.ts";
import { putEvent } from "./put-event.ts";

export type EventBusOptions = {
	/** Name or ARN. */
	readonly busName: string;
	/** Region, endpoint and credentials; the SDK finds them in the environment where they are absent. */
	readonly client?: EventBridgeClientConfig;
};

/** Repeating an event does no harm, losing one costs up to five minutes. */
const attempts = 3;

/** The bus between the functions, on EventBridge: source `hf.guardrail`, detail-type = type. */
export function createEventBus(options: EventBusOptions): EventBus {
	const client = new EventBridgeClient({ ...clientSettings(attempts), ...options.client });
	return {
		publish: async (event) => {
			try {
				await putEvent(client, options.busName, event);
			} catch (error) {
				throw new Error(`The event ${event.type} could not be handed over.`, { cause: error });
			}
		},
	};
}
