import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createOutgoingWebhookReceiver } from "../../shared/adapters/webhooks/outgoing-webhook-receiver.ts";
import { describeReceiver } from "./receiver-contract.ts";

describeReceiver({
	name: "on a webhook of one's own",
	open: (endpoint) =>
		createOutgoingWebhookReceiver({
			url: `${endpoint}/hooks/canary`,
			secret: `whsec_${Buffer.from("a secret of a test, 32 bytes....").toString("base64")}`,
			fetch,
			clock: new SystemClock(),
		}),
	accepted: { status: 200, headers: {}, body: "thank you" },
	secrets: ["canary", Buffer.from("a secret of a test, 32 bytes....").toString("base64")],
	answersWithinMs: 12_000,
});
