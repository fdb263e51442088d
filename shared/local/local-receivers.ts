import { SystemClock } from "../adapters/clock/system-clock.ts";
import { createBotReceiver } from "../adapters/slack/bot-receiver.ts";
import { createIncomingWebhookReceiver } from "../adapters/slack/incoming-webhook-receiver.ts";
import { createOutgoingWebhookReceiver } from "../adapters/webhooks/outgoing-webhook-receiver.ts";
import type { Settings } from "../config/settings.ts";
import type { Receiver } from "../ports/receiver.ts";

const slackApi = "https://slack.com/api";

/**
 * Every channel that is set up, the terminal always. Channels live in real time, whatever the account's is.
 * The AWS clients are loaded only where they are used: they take longer to load than all the rest.
 */
export async function localReceivers(settings: Settings, terminal: Receiver): Promise<Receiver[]> {
	const receivers = [terminal];
	const clock = new SystemClock();
	const url = settings.slackWebhookUrl?.reveal();
	if (url !== undefined) {
		receivers.push(createIncomingWebhookReceiver({ url, fetch, clock }));
	}
	if (settings.slackBot !== null) {
		const { token, channel: slackChannel } = settings.slackBot;
		receivers.push(
			createBotReceiver({ url: slackApi, token: token.reveal(), slackChannel, fetch, clock }),
		);
	}
	if (settings.noticeWebhook !== null) {
		const { url: address, secret } = settings.noticeWebhook;
		const to = { url: address.reveal(), secret: secret.reveal() };
		receivers.push(createOutgoingWebhookReceiver({ ...to, fetch, clock }));
	}
	if (settings.snsTopicArn !== null) {
		const { createSnsReceiver } = await import("../adapters/aws/sns-receiver.ts");
		receivers.push(createSnsReceiver({ topicArn: settings.snsTopicArn }));
	}
	if (settings.eventBusName !== null) {
		const { createEventBridgeReceiver } = await import("../adapters/aws/eventbridge-receiver.ts");
		receivers.push(createEventBridgeReceiver({ busName: settings.eventBusName }));
	}
	return receivers;
}
