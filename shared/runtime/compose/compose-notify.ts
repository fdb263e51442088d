import { createEventBridgeReceiver } from "../../adapters/aws/eventbridge-receiver.ts";
import { createSnsReceiver } from "../../adapters/aws/sns-receiver.ts";
import { createBotReceiver } from "../../adapters/slack/bot-receiver.ts";
import { createIncomingWebhookReceiver } from "../../adapters/slack/incoming-webhook-receiver.ts";
import { createOutgoingWebhookReceiver } from "../../adapters/webhooks/outgoing-webhook-receiver.ts";
import type { DigestDeps } from "../../app/send-digest.ts";
import { readFunctionSettings } from "../../config/function-settings.ts";
import type { Receiver } from "../../ports/receiver.ts";
import { latestFor, once } from "../once.ts";
import { basics, clock, policy } from "./aws-basics.ts";
import { readSecret, type SecretVariable } from "./aws-secrets.ts";

/** Notify: the channels that the stack names, and the notification log. */
export function composeNotify(): DigestDeps {
	return { ...basics(), policy: policy(), receivers: receivers() };
}

const receivers = once((): readonly Receiver[] => {
	const { CHANNELS } = readFunctionSettings(["CHANNELS"]);
	const makers: Readonly<Record<string, () => Receiver>> = {
		sns: snsReceiver,
		eventbridge: eventBridgeReceiver,
		slack: () => withSecret("slack", "SLACK_WEBHOOK_ARN", incomingWebhook),
		"slack-bot": () => ({
			...withSecret("slack-bot", "SLACK_BOT_TOKEN_ARN", slackBot),
			hasButtons: true,
		}),
		webhook: () => withSecret("webhook", "NOTICE_WEBHOOK_ARN", outgoingWebhook),
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

function incomingWebhook(url: string): Receiver {
	return createIncomingWebhookReceiver({ url, fetch, clock });
}

const slackApi = "https://slack.com/api";

/** The secret is the token, a space, and the channel's id. */
function slackBot(text: string): Receiver {
	const [token = "", slackChannel = ""] = text.trim().split(/\s+/);
	return createBotReceiver({ url: slackApi, token, slackChannel, fetch, clock });
}

/** The secret is the address, a space, and the secret that signs. */
function outgoingWebhook(text: string): Receiver {
	const [url = "", secret = ""] = text.trim().split(/\s+/);
	if (!url.startsWith("https://")) throw new TypeError("notice-webhook must begin with https://");
	return createOutgoingWebhookReceiver({ url, secret, fetch, clock });
}

/** Secrets are read when they are needed: where one cannot be, the other channels go on. */
function withSecret(
	channel: string,
	variable: Exclude<SecretVariable, "TOPIC_ARN">,
	make: (secret: string) => Receiver,
): Receiver {
	const receiverFor = latestFor(make);
	return {
		channel,
		send: async (notice, memory) => {
			try {
				return await receiverFor(await readSecret(variable)).send(notice, memory);
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				return { ok: false, retryable: true, retryAfterMs: null, reason };
			}
		},
	};
}
