import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { composeGuard } from "../../shared/runtime/compose/compose-guard.ts";
import { composeNotify } from "../../shared/runtime/compose/compose-notify.ts";
import { exampleNotice } from "../contract/receiver-notices.ts";
import { type AwsServer, startAwsServer } from "../local-aws/aws-server.ts";

const folder = mkdtempSync(join(tmpdir(), "compose-"));
const arnOf = (name: string) => `arn:aws:ssm:eu-central-1:123456789012:parameter/test/${name}`;

let aws: AwsServer;
beforeAll(async () => {
	aws = await startAwsServer();
	const policy = "version: 1\nzone: UTC\ndailyBudgetUsd: 1\ndefaults: { criticality: standard }\n";
	writeFileSync(join(folder, "guardrail.yml"), policy);
	const variables = {
		NAMESPACE: "acme",
		TABLE_NAME: "table",
		BUS_NAME: "bus",
		CHANNELS: "eventbridge,slack",
		POLICY_FILE: join(folder, "guardrail.yml"),
		HF_READ_TOKEN_ARN: arnOf("hf-read-token"),
		HF_WRITE_TOKEN_ARN: arnOf("hf-write-token"),
		SLACK_WEBHOOK_ARN: arnOf("slack-webhook"),
		AWS_REGION: "eu-central-1",
		AWS_ACCESS_KEY_ID: "local",
		AWS_SECRET_ACCESS_KEY: "local-secret",
		AWS_ENDPOINT_URL: aws.endpoint,
	};
	for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterAll(async () => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true });
	await aws.stop();
});
beforeEach(() => {
	aws.reads.length = 0;
});

test("in shadow guard does without the write token: it is never asked for", async () => {
	aws.parameters.set(arnOf("hf-read-token"), "example-token");
	const { writer } = await composeGuard();
	expect(writer.mode).toBe("shadow");
	expect(aws.reads).toEqual([arnOf("hf-read-token")]);
});

test("warm invocations share what was made, and ask for no secret again", async () => {
	const [first, second] = [await composeGuard(), await composeGuard()];
	expect(second.table).toBe(first.table);
	expect(second.fleet).toBe(first.fleet);
	expect(aws.reads).toEqual([]);
});

describe("where Slack's address cannot be read", () => {
	test("the other channels go on, and Slack's turn comes again", async () => {
		const results = await Promise.all(
			composeNotify().receivers.map((receiver) => receiver.send(exampleNotice())),
		);
		expect(results).toEqual([
			{ ok: true },
			expect.objectContaining({
				ok: false,
				retryable: true,
				reason: expect.stringContaining("ParameterNotFound") as string,
			}),
		]);
	});

	test("it is used as soon as it is there, without a new start", async () => {
		let posts = 0;
		const slack = createServer((_request, response) => {
			posts += 1;
			response.end("ok");
		});
		await new Promise<void>((resolve) => {
			slack.listen(0, "127.0.0.1", resolve);
		});
		const { port } = slack.address() as AddressInfo;
		aws.parameters.set(arnOf("slack-webhook"), `http://127.0.0.1:${port}/example`);
		const receiver = composeNotify().receivers.find(({ channel }) => channel === "slack");
		expect(await receiver?.send(exampleNotice())).toEqual({ ok: true });
		expect(posts).toBe(1);
		slack.closeAllConnections();
		slack.close();
	});
});
