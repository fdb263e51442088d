import {
	CreateTableCommand,
	type CreateTableCommandInput,
	DeleteTableCommand,
	DynamoDBClient,
	type TimeToLiveSpecification,
	UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { localClient } from "../../local-aws/aws-client.ts";
import { type AwsServer, startAwsServer } from "../../local-aws/aws-server.ts";
import { startDynamoDbLocal } from "../../local-aws/dynamodb-local.ts";
import { listen } from "../../local-aws/listen.ts";
import { readBody } from "../../local-aws/read-body.ts";
import { region, type Stack } from "./template.ts";

export type StandIns = {
	readonly dynamoEndpoint: string;
	readonly tableName: string;
	readonly aws: AwsServer;
	readonly queues: FauxqsServer;
	readonly slack: { readonly url: string; readonly texts: string[] };
	/** Variables with which the SDK of a function finds them. */
	readonly variables: Readonly<Record<string, string>>;
	readonly stop: () => Promise<void>;
};

/** The queue that the people of this test have subscribed to the topic. */
export const peopleQueue = "people-who-are-told";

/** DynamoDB Local, SNS and SQS, PutEvents, SSM and Slack, with what the template asks of them. */
export async function startStandIns(stack: Stack): Promise<StandIns> {
	const [dynamo, aws, queues, slack] = await Promise.all([
		startDynamoDbLocal(),
		startAwsServer(),
		startFauxqs({ port: 0, host: "127.0.0.1", logger: false, defaultRegion: region }),
		startSlack(),
	]);
	const stop = async () => {
		await Promise.all([dynamo.stop(), aws.stop(), queues.stop(), slack.stop()]);
	};
	try {
		const tableName = await createTables(dynamo.endpoint, stack);
		createQueues(queues, stack);
		const queuesEndpoint = `http://127.0.0.1:${queues.port}`;
		const variables = {
			AWS_REGION: region,
			AWS_DEFAULT_REGION: region,
			AWS_ACCESS_KEY_ID: "local",
			AWS_SECRET_ACCESS_KEY: "local-secret",
			AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
			AWS_ENDPOINT_URL_EVENTBRIDGE: aws.endpoint,
			AWS_ENDPOINT_URL_SSM: aws.endpoint,
			AWS_ENDPOINT_URL_SNS: queuesEndpoint,
		};
		return { dynamoEndpoint: dynamo.endpoint, tableName, aws, queues, slack, variables, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Bodies of the texts that waited in a queue. */
export function textsIn({ queues }: Pick<StandIns, "queues">, queueName: string): string[] {
	const queue = queues.inspectQueue(queueName);
	if (queue === undefined) throw new Error(`There is no queue ${queueName}.`);
	return queue.messages.ready.map(({ body }) => body);
}

/** An incoming webhook: keeps the title of each message. */
async function startSlack() {
	const texts: string[] = [];
	const { endpoint, stop } = await listen(async (request, response) => {
		texts.push((JSON.parse(await readBody(request)) as { text: string }).text);
		response.writeHead(200, { "content-type": "text/html" }).end("ok");
	});
	return { url: `${endpoint}/services/T000/B000/local`, texts, stop };
}

async function createTables(endpoint: string, stack: Stack): Promise<string> {
	const client = new DynamoDBClient(localClient(endpoint));
	const tables = stack.ofType("AWS::DynamoDB::Table");
	const [[id, properties] = []] = tables;
	if (id === undefined || tables.length > 1) throw new Error("One table is what is known here.");
	try {
		const resolved = stack.resolve(properties) as TableProperties;
		await tryTimeToLive(client, resolved);
		await client.send(new CreateTableCommand(tableInput(stack.ref(id), resolved)));
		return stack.ref(id);
	} finally {
		client.destroy();
	}
}

type TableProperties = Pick<
	CreateTableCommandInput,
	"AttributeDefinitions" | "KeySchema" | "BillingMode"
> & { readonly TimeToLiveSpecification?: TimeToLiveSpecification };

function tableInput(name: string, properties: TableProperties): CreateTableCommandInput {
	const { AttributeDefinitions, KeySchema, BillingMode } = properties;
	return { TableName: name, AttributeDefinitions, KeySchema, BillingMode };
}

/**
 * Of a table of its own: DynamoDB Local deletes by real time, and what expires in a virtual day that
 * lies in the past would be gone at once.
 */
async function tryTimeToLive(client: DynamoDBClient, properties: TableProperties): Promise<void> {
	const { TimeToLiveSpecification } = properties;
	const TableName = "table-with-time-to-live";
	await client.send(new CreateTableCommand(tableInput(TableName, properties)));
	await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
	await client.send(new DeleteTableCommand({ TableName }));
}

function createQueues(queues: FauxqsServer, stack: Stack): void {
	for (const [id] of stack.ofType("AWS::SQS::Queue"))
		queues.createQueue(stack.nameOf(id), { region });
	for (const [id] of stack.ofType("AWS::SNS::Topic")) {
		const { topicArn } = queues.createTopic(stack.nameOf(id), { region });
		if (topicArn !== stack.ref(id)) throw new Error(`${topicArn} should be ${stack.ref(id)}.`);
	}
	queues.createQueue(peopleQueue, { region });
	queues.subscribe({ topic: stack.nameOf("People"), queue: peopleQueue, region });
}
