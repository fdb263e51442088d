import { createSnsReceiver } from "../../shared/adapters/aws/sns-receiver.ts";
import { localClient } from "../local-aws/aws-client.ts";
import { describeReceiver } from "./receiver-contract.ts";

describeReceiver({
	name: "on SNS",
	open: (endpoint) =>
		createSnsReceiver({
			topicArn: "arn:aws:sns:eu-central-1:123456789012:people",
			client: localClient(endpoint),
		}),
	accepted: {
		status: 200,
		headers: { "content-type": "text/xml" },
		body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
			<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult>
			<ResponseMetadata><RequestId>f187a3c1</RequestId></ResponseMetadata></PublishResponse>`,
	},
	secrets: ["local-secret"],
	answersWithinMs: 15_000,
});
