import { createEventBridgeReceiver } from "../../adapters/aws/eventbridge-receiver.ts";
import { createSnsReceiver } from "../../adapters/aws/sns-receiver.ts";
import { createIncomingWebhookReceiver } from "../../adapters/slack/incoming-webhook-receiver.ts";
import type { SendDeps } from "../../app/send-notices.ts";
import { readFunctionSettings } from "../../config/function-settings.ts";
import type { Receiver } from "../../ports/receiver.ts";
import { latestFor, once } from "../once.ts";
import { basics, clock } from "./aws-basics.ts";
import { readSecret } from "./aws-secrets.ts";

/** Notify: the channels that the stack names, and the notification log. */
export function composeNotify(): SendDeps {
	return { ...basics(), receivers: receivers() };
}

const receivers = once((): readonly Receiver[] => {
	const { CHANNELS } = readFunctionSettings(["CHANNELS"]);
	const makers: Readonly<Record<string, () => Receiver>> = {
		sns: snsReceiver,
		eventbridge: eventBridgeReceiver,
		slack: slackReceiver,
	};
	return CHANNELS.split(",").flatMap((name) => makers[name]?.() ?? []);
});

function snsReceiver(): Receiver {
	const { TOPIC_ARN } = readFunctionSettings(["TOPIC_ARN"]);
	return createSnsReceiver({ topicArn: TOPIC_ARN });
}

function eventBridgeReceiver(): Receiver {
	const { BUS_NAME } = readFunctionSettings(["BUS_NAME"]);
	return createEventBridgeReceiver({ busName: BUS_NAME });
}

/** The address is a secret and read when it is needed: where it cannot be, the other channels go on. */
function slackReceiver(): Receiver {
	const webhookFor = latestFor((url: string) =>
		createIncomingWebhookReceiver({ url, fetch, clock }),
	);
	return {
		channel: "slack",
		send: async (notice) => {
			try {
				return await webhookFor(await readSecret("SLACK_WEBHOOK_ARN")).send(notice);
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				return { ok: false, retryable: true, retryAfterMs: null, reason };
			}
		},
	};
}
