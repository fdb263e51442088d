import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createIncomingWebhookReceiver } from "../../shared/adapters/slack/incoming-webhook-receiver.ts";
import { describeReceiver } from "./receiver-contract.ts";

describeReceiver({
	name: "on Slack's incoming webhook",
	open: (endpoint) =>
		createIncomingWebhookReceiver({
			url: `${endpoint}/services/T0/B0/canary`,
			fetch,
			clock: new SystemClock(),
		}),
	accepted: { status: 200, headers: { "content-type": "text/html" }, body: "ok" },
	secrets: ["canary"],
	answersWithinMs: 10_000,
});
