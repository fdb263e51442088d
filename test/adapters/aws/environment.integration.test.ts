import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startFauxqs } from "fauxqs";
import { expect, test } from "vitest";
import { startAwsServer } from "../../local-aws/aws-server.ts";

const run = promisify(execFile);

test("region, credentials and addresses come from the environment, as the SDK reads it", async () => {
	const sns = await startFauxqs({ port: 0, logger: false, defaultRegion: "eu-west-1" });
	const others = await startAwsServer();
	others.parameters.set("/token", "example-token");
	const { topicArn } = sns.createTopic("people");
	const script = join(import.meta.dirname, "from-environment.ts");
	const env = {
		AWS_REGION: "eu-west-1",
		AWS_ACCESS_KEY_ID: "local",
		AWS_SECRET_ACCESS_KEY: "local",
		AWS_ENDPOINT_URL_SNS: sns.address,
		AWS_ENDPOINT_URL: others.endpoint,
	};
	const { stdout } = await run(process.execPath, [script, topicArn], { env });
	expect(JSON.parse(stdout)).toEqual({ sent: { ok: true }, secretLength: 13 });
	expect(others.entries.map((entry) => entry.DetailType)).toEqual(["spend.metered"]);
	await sns.stop();
	await others.stop();
});
