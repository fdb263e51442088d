import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEventBus } from "../../../shared/adapters/aws/event-bus.ts";
import { createEventBridgeReceiver } from "../../../shared/adapters/aws/eventbridge-receiver.ts";
import type { GuardrailEvent } from "../../../shared/ports/event-bus.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";
import { localClient } from "../../local-aws/aws-client.ts";
import { type AwsServer, startAwsServer } from "../../local-aws/aws-server.ts";

const event: GuardrailEvent = {
	type: "spend.metered",
	version: 1,
	namespace: "acme",
	at: Date.UTC(2026, 10, 22, 14, 5),
};

let server: AwsServer;
beforeAll(async () => {
	server = await startAwsServer();
});
afterAll(() => server.stop());
beforeEach(() => {
	server.refuseEntries(null);
	server.entries.length = 0;
});

const options = () => ({ busName: "guardrail-bus", client: localClient(server.endpoint) });

test("an event goes to the bus with its source, its type, its own time and all its fields", async () => {
	await createEventBus(options()).publish(event);
	expect(server.entries).toEqual([
		{
			EventBusName: "guardrail-bus",
			Source: "hf.guardrail",
			DetailType: "spend.metered",
			Time: event.at / 1_000,
			Detail: JSON.stringify(event),
		},
	]);
});

test("an event that the bus answers 200 to but drops rejects with the bus's own code", async () => {
	server.refuseEntries("ThrottlingException");
	const publish = createEventBus(options()).publish(event);
	await expect(publish).rejects.toThrow("spend.metered could not be handed over");
	await expect(publish).rejects.toMatchObject({ cause: { name: "ThrottlingException" } });
});

test("a bus that cannot be reached rejects", async () => {
	const gone = await startAwsServer();
	await gone.stop();
	const bus = createEventBus({ busName: "guardrail-bus", client: localClient(gone.endpoint) });
	await expect(bus.publish(event)).rejects.toThrow("spend.metered");
});

test("a notice is an event guardrail.notice of version 1", async () => {
	expect(await createEventBridgeReceiver(options()).send(exampleNotice())).toEqual({ ok: true });
	const [entry] = server.entries;
	expect(entry).toMatchObject({ Source: "hf.guardrail", DetailType: "guardrail.notice" });
	expect(JSON.parse(entry?.Detail ?? "")).toMatchObject({
		type: "guardrail.notice",
		version: 1,
		namespace: "acme",
		id: exampleNotice().id,
		truncated: false,
	});
});

test.each([
	["ThrottlingException", true],
	["InternalFailure", true],
	["MalformedDetail", false],
])("a notice that the bus drops with %s is retryable: %s", async (code, retryable) => {
	server.refuseEntries(code);
	const result = await createEventBridgeReceiver(options()).send(exampleNotice());
	expect(result).toMatchObject({ ok: false, retryable });
	expect(result.ok ? "" : result.reason).toContain(code);
});

test("a notice over 250 KB goes without its sections", async () => {
	const sections = [{ heading: null, lines: Array<string>(3_000).fill("x".repeat(100)) }];
	const receiver = createEventBridgeReceiver(options());
	expect(await receiver.send(exampleNotice({ sections }))).toEqual({ ok: true });
	const detail = server.entries[0]?.Detail ?? "";
	expect(detail.length).toBeLessThan(256 * 1_024);
	expect(JSON.parse(detail)).toMatchObject({ sections: [], truncated: true });
});
