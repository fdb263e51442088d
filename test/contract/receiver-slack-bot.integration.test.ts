import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createBotReceiver } from "../../shared/adapters/slack/bot-receiver.ts";
import { describeReceiver } from "./receiver-contract.ts";

describeReceiver({
	name: "on Slack with a bot token",
	open: (endpoint) =>
		createBotReceiver({
			url: `${endpoint}/api`,
			token: "xoxb-canary",
			slackChannel: "C0123456789",
			fetch,
			clock: new SystemClock(),
		}),
	accepted: {
		status: 200,
		headers: { "content-type": "application/json" },
		body: '{"ok":true,"channel":"C0123456789","ts":"1503435956.000247"}',
	},
	secrets: ["canary"],
	answersWithinMs: 10_000,
});
