import { createEventBridgeReceiver } from "../../shared/adapters/aws/eventbridge-receiver.ts";
import { localClient } from "../local-aws/aws-client.ts";
import { describeReceiver } from "./receiver-contract.ts";

describeReceiver({
	name: "on EventBridge",
	open: (endpoint) =>
		createEventBridgeReceiver({ busName: "guardrail", client: localClient(endpoint) }),
	accepted: {
		status: 200,
		headers: { "content-type": "application/x-amz-json-1.1" },
		body: '{"FailedEntryCount":0,"Entries":[{"EventId":"11710aed"}]}',
	},
	secrets: ["local-secret"],
	answersWithinMs: 15_000,
});
