import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSsmSecrets } from "../../../shared/adapters/aws/ssm-secrets.ts";
import { createTableClock } from "../../contract/table-clock.ts";
import { localClient } from "../../local-aws/aws-client.ts";
import { type AwsServer, startAwsServer } from "../../local-aws/aws-server.ts";

const name = "/guardrail/dev/hf-read-token";
const arn = `arn:aws:ssm:eu-central-1:123456789012:parameter${name}`;

let server: AwsServer;
beforeAll(async () => {
	server = await startAwsServer();
});
afterAll(() => server.stop());
beforeEach(() => {
	server.reads.length = 0;
	server.parameters.clear();
});

function setUp() {
	const clock = createTableClock(0);
	return { clock, secrets: createSsmSecrets({ clock, client: localClient(server.endpoint) }) };
}

test.each([name, arn])("the decrypted value of %s is read", async (parameter) => {
	server.parameters.set(parameter, "example-token");
	expect(await setUp().secrets.read(parameter)).toBe("example-token");
	expect(server.reads).toEqual([parameter]);
});

test("a value is kept for five minutes and asked for again from then on", async () => {
	const { clock, secrets } = setUp();
	server.parameters.set(name, "old");
	await secrets.read(name);
	server.parameters.set(name, "new");
	clock.set(299_999);
	expect(await secrets.read(name)).toBe("old");
	clock.set(300_000);
	expect(await secrets.read(name)).toBe("new");
	expect(server.reads).toHaveLength(2);
});

test("callers at the same time share one request", async () => {
	const { secrets } = setUp();
	server.parameters.set(name, "example-token");
	const values = await Promise.all([1, 2, 3].map(() => secrets.read(name)));
	expect(values).toEqual(["example-token", "example-token", "example-token"]);
	expect(server.reads).toHaveLength(1);
});

test("a missing parameter is named, and the failure is not kept", async () => {
	const { secrets } = setUp();
	await expect(secrets.read(name)).rejects.toThrow(`${name} could not be read: ParameterNotFound`);
	server.parameters.set(name, "example-token");
	expect(await secrets.read(name)).toBe("example-token");
});

test("an empty value is an error, and no printed form of the reader holds a value", async () => {
	const { secrets } = setUp();
	server.parameters.set(name, "");
	await expect(secrets.read(name)).rejects.toThrow("it has no value");
	server.parameters.set(name, "example-token");
	await secrets.read(name);
	expect(inspect(secrets, { depth: 9, showHidden: true })).not.toContain("example-token");
});
