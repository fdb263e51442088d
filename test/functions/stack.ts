import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { vi } from "vitest";
import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import {
	type StartedAccount,
	startSimulatedAccount,
} from "../../shared/simulator/http/start-account.ts";
import { runawayReplicas } from "../../shared/simulator/scenarios/runaway-replicas.ts";
import { type AwsServer, startAwsServer } from "../local-aws/aws-server.ts";
import { type DynamoDbLocal, startDynamoDbLocal } from "../local-aws/dynamodb-local.ts";

/** The surroundings of the functions on this machine: AWS's services, the account, the environment. */
export type Stack = {
	readonly aws: AwsServer;
	readonly sns: FauxqsServer;
	readonly account: StartedAccount;
	readonly secrets: Readonly<Record<SecretName, string>>;
	readonly stop: () => Promise<void>;
};

export const overrideSecret = `whsec_${Buffer.alloc(32, "example").toString("base64")}`;
export const pageKey = "example-key-of-the-page-32-chars";

const secretNames = {
	HF_READ_TOKEN_ARN: "hf-read-token",
	HF_WRITE_TOKEN_ARN: "hf-write-token",
	OVERRIDE_SECRET_ARN: "override-secret",
	SLACK_WEBHOOK_ARN: "slack-webhook",
	DASHBOARD_KEY_ARN: "dashboard-key",
} as const;

type SecretName = keyof typeof secretNames;

const hourMs = 3_600_000;

/** A runaway that began two hours ago, with a policy whose budget it passed long since. */
export async function startStack(policy: string): Promise<Stack> {
	const clock = new SystemClock();
	const [dynamo, aws, sns, account] = await Promise.all([
		startDynamoDbLocal(),
		startAwsServer(),
		startFauxqs({ port: 0, logger: false, defaultRegion: "eu-central-1" }),
		startSimulatedAccount({
			scenario: { ...runawayReplicas(), start: clock.now() - 2 * hourMs },
			seed: 1,
			clock,
		}),
	]);
	await dynamo.createTable("guardrail");
	sns.createQueue("people");
	const { topicArn } = sns.createTopic("people");
	sns.subscribe({ topic: "people", queue: "people" });
	const folder = mkdtempSync(join(tmpdir(), "functions-"));
	writeFileSync(join(folder, "guardrail.yml"), policy);
	const secrets = putSecrets(aws);
	stubEnvironment({
		dynamo,
		aws,
		sns,
		account,
		topicArn,
		policyFile: join(folder, "guardrail.yml"),
	});
	const stop = async () => {
		vi.unstubAllEnvs();
		rmSync(folder, { recursive: true });
		await Promise.all([account.close(), sns.stop(), aws.stop(), dynamo.stop()]);
	};
	return { aws, sns, account, secrets, stop };
}

function arnOf(name: string): string {
	return `arn:aws:ssm:eu-central-1:123456789012:parameter/hf-budget-guardrail/dev/${name}`;
}

function putSecrets(aws: AwsServer): Record<SecretName, string> {
	const values: Record<SecretName, string> = {
		HF_READ_TOKEN_ARN: "hf_guard_read",
		HF_WRITE_TOKEN_ARN: "hf_guard_write",
		OVERRIDE_SECRET_ARN: overrideSecret,
		SLACK_WEBHOOK_ARN: "http://127.0.0.1:9/example",
		DASHBOARD_KEY_ARN: pageKey,
	};
	const arns = { ...values };
	for (const [variable, name] of Object.entries(secretNames)) {
		const secret = variable as SecretName;
		aws.parameters.set(arnOf(name), values[secret]);
		arns[secret] = arnOf(name);
	}
	return arns;
}

function stubEnvironment(parts: {
	readonly dynamo: DynamoDbLocal;
	readonly aws: AwsServer;
	readonly sns: FauxqsServer;
	readonly account: StartedAccount;
	readonly topicArn: string;
	readonly policyFile: string;
}): void {
	const variables: Record<string, string> = {
		NAMESPACE: "acme",
		STACK: "hf-budget-guardrail-test",
		POLICY_FILE: parts.policyFile,
		TABLE_NAME: "guardrail",
		BUS_NAME: "guardrail",
		TOPIC_ARN: parts.topicArn,
		CHANNELS: "sns,eventbridge",
		HF_ENDPOINTS_URL: parts.account.url,
		HF_HUB_URL: parts.account.url,
		AWS_REGION: "eu-central-1",
		AWS_ACCESS_KEY_ID: "local",
		AWS_SECRET_ACCESS_KEY: "local-secret",
		AWS_ENDPOINT_URL_DYNAMODB: parts.dynamo.endpoint,
		AWS_ENDPOINT_URL_EVENTBRIDGE: parts.aws.endpoint,
		AWS_ENDPOINT_URL_SSM: parts.aws.endpoint,
		AWS_ENDPOINT_URL_SNS: parts.sns.address,
		...Object.fromEntries(
			Object.entries(secretNames).map(([variable, name]) => [variable, arnOf(name)]),
		),
	};
	for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}
