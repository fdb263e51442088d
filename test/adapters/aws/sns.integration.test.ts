import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emailText } from "../../../shared/adapters/aws/email-text.ts";
import { createSnsReceiver } from "../../../shared/adapters/aws/sns-receiver.ts";
import type { Message, Notice } from "../../../shared/domain/notice.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";
import { localClient } from "../../local-aws/aws-client.ts";

let server: FauxqsServer;
let topicArn: string;
beforeAll(async () => {
	server = await startFauxqs({ port: 0, logger: false, defaultRegion: "eu-central-1" });
	server.createQueue("machines");
	({ topicArn } = server.createTopic("people"));
	server.subscribe({ topic: "people", queue: "machines" });
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

function send(notice: Notice, arn = topicArn) {
	return createSnsReceiver({ topicArn: arn, client: localClient(server.address) }).send(notice);
}

/** What each protocol is handed. The emulator delivers this whole structure, as SNS itself does not. */
type Structure = Readonly<Record<"default" | "email" | "sqs" | "https" | "lambda", string>>;

function structureOf(envelope: Envelope | undefined): Structure {
	return JSON.parse(envelope?.Message ?? "") as Structure;
}

type Envelope = {
	readonly Subject?: string;
	readonly Message: string;
	readonly MessageAttributes: Record<string, { readonly Type: string; readonly Value: string }>;
};

function delivered(queue = "machines"): readonly Envelope[] {
	const messages = server.inspectQueue(queue)?.messages.ready ?? [];
	return messages.map(({ body }) => JSON.parse(body) as Envelope);
}

test("a queue gets the whole notice as JSON, version 1, once", async () => {
	expect(await send(exampleNotice())).toEqual({ ok: true });
	const [envelope, ...more] = delivered();
	expect(more).toEqual([]);
	const { message, id, kind, createdAt } = exampleNotice();
	const { severity, title, sections, footer, attributes } = message;
	expect(JSON.parse(structureOf(envelope).sqs)).toEqual({
		type: "guardrail.notice",
		version: 1,
		namespace: "acme",
		at: createdAt,
		id,
		kind,
		severity,
		title,
		sections,
		footer,
		attributes,
		truncated: false,
	});
});

test("machines of every kind get the same, mail gets plain text, the rest gets the title", async () => {
	await send(exampleNotice());
	const structure = structureOf(delivered()[0]);
	expect(Object.keys(structure)).toEqual(["default", "email", "sqs", "https", "lambda"]);
	expect(structure.https).toBe(structure.sqs);
	expect(structure.lambda).toBe(structure.sqs);
	expect(structure.email).toBe(emailText(exampleNotice().message));
	expect(structure.default).toBe(exampleNotice().message.title);
});

test("filter policies find attributes: the percentage is a number, the identity is there", async () => {
	await send(exampleNotice());
	expect(delivered()[0]?.MessageAttributes).toEqual({
		severity: { Type: "String", Value: "page" },
		type: { Type: "String", Value: "budget.tier" },
		namespace: { Type: "String", Value: "acme" },
		tier: { Type: "String", Value: "shutdown" },
		spentPercent: { Type: "Number", Value: "203" },
		noticeId: { Type: "String", Value: "acme/2026-11-22/shutdown/up/418" },
	});
});

test.each<[string, Partial<Message>, string | undefined]>([
	["that is fine", { subject: "[guardrail] acme" }, "[guardrail] acme"],
	["with a line break and an accent", { subject: "\ta\r\nb é" }, "a b ?"],
	["of 300 characters", { subject: "x".repeat(300) }, "x".repeat(99)],
	["of nothing", { subject: "\n" }, undefined],
])("a subject %s is one that SNS takes", async (_name, message, subject) => {
	expect(await send(exampleNotice(message))).toEqual({ ok: true });
	expect(delivered()[0]?.Subject).toBe(subject);
});

test("an attribute that is empty is left out, and a percentage in words stays text", async () => {
	const attributes = { namespace: "acme", tier: "", spentPercent: "unknown" };
	expect(await send(exampleNotice({ attributes }))).toEqual({ ok: true });
	const found = delivered()[0]?.MessageAttributes ?? {};
	expect(Object.keys(found).toSorted()).toEqual(["namespace", "noticeId", "spentPercent"]);
	expect(found["spentPercent"]?.Type).toBe("String");
});

test("a notice over 256 KB arrives without its sections and says so", async () => {
	const sections = [{ heading: null, lines: Array<string>(3_000).fill("é".repeat(50)) }];
	expect(await send(exampleNotice({ sections }))).toEqual({ ok: true });
	const event: unknown = JSON.parse(structureOf(delivered()[0]).sqs);
	expect(event).toMatchObject({ sections: [], truncated: true, id: exampleNotice().id });
});

test("a notice that stays over 256 KB is refused for good, with its identity and the limit", async () => {
	const result = await send(exampleNotice({ footer: "x".repeat(300_000) }));
	expect(result).toMatchObject({ ok: false, retryable: false });
	expect(result.ok ? "" : result.reason).toMatch(/418.*262144/);
	expect(delivered()).toEqual([]);
});

test("a topic that does not exist is not retryable", async () => {
	const result = await send(exampleNotice(), `${topicArn}-gone`);
	expect(result).toMatchObject({ ok: false, retryable: false });
	expect(result.ok ? "" : result.reason).toContain("NotFound");
});

test("a FIFO topic delivers a notice that is sent twice once", async () => {
	const fifo = server.createTopic("ordered.fifo", { attributes: { FifoTopic: "true" } });
	server.createQueue("ordered.fifo", { attributes: { FifoQueue: "true" } });
	server.subscribe({ topic: "ordered.fifo", queue: "ordered.fifo" });
	const long: Notice = { ...exampleNotice(), id: `${"long/".repeat(40)}é` };
	for (const notice of [exampleNotice(), exampleNotice(), long, long]) {
		expect(await send(notice, fifo.topicArn)).toEqual({ ok: true });
	}
	const events = delivered("ordered.fifo").map((envelope) => structureOf(envelope).sqs);
	const ids = events.map((text) => (JSON.parse(text) as Notice).id);
	expect(ids).toEqual([exampleNotice().id, long.id]);
});
