import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Receiver } from "../../shared/ports/receiver.ts";
import { exampleNotice } from "./receiver-notices.ts";
import { type Answer, type ReceiverServer, startReceiverServer } from "./receiver-server.ts";

export type ReceiverHarness = {
	readonly name: string;
	/** The receiver under test, sending to this address (`http://127.0.0.1:…`). */
	open(endpoint: string): Receiver;
	/** What the other side answers when it took the notice. */
	readonly accepted: Answer;
	/** Texts that must not stand in a reason, such as a token or a webhook's path. */
	readonly secrets: readonly string[];
	/** An answer comes within this, also from a side that never answers. */
	readonly answersWithinMs: number;
};

/** The guarantees that every adapter of the port `Receiver` over HTTP gives. */
export function describeReceiver(harness: ReceiverHarness): void {
	describe(`the receiver ${harness.name}`, () => {
		let server: ReceiverServer;
		let receiver: Receiver;
		beforeAll(async () => {
			server = await startReceiverServer();
		});
		afterAll(() => server.stop());
		beforeEach(() => {
			server.answer(harness.accepted);
			receiver = harness.open(server.endpoint);
		});
		afterEach(() => server.cutOpen());
		const opened: Opened = () => ({ server, receiver, harness });
		describeAcceptance(opened);
		describeRefusals(opened);
		describeSilence(opened, harness);
	});
}

type Opened = () => {
	readonly server: ReceiverServer;
	readonly receiver: Receiver;
	readonly harness: ReceiverHarness;
};

const oddNotices: Readonly<Record<string, Notice>> = {
	"without sections, footer or attributes": exampleNotice({
		sections: [],
		footer: "",
		attributes: {},
	}),
	"with control characters, markup and half a surrogate pair": exampleNotice({
		title: "a\u0000b\r\n<!channel> & <script> \ud83d",
		subject: "line\nbreak é",
		sections: [{ heading: "*h*", lines: ["```", "x".repeat(5_000)] }],
	}),
	"of 400 KB": exampleNotice({
		sections: [{ heading: null, lines: Array<string>(4_000).fill("endpoint ".repeat(11)) }],
	}),
};

function describeAcceptance(opened: Opened): void {
	test("has a channel name that is the same in each instance", () => {
		const { receiver, harness, server } = opened();
		expect(receiver.channel).toMatch(/^[a-z][a-z0-9-]*$/);
		expect(harness.open(server.endpoint).channel).toBe(receiver.channel);
	});

	test("an accepted notice is sent once and answered with ok", async () => {
		const { receiver, server } = opened();
		expect(await receiver.send(exampleNotice())).toEqual({ ok: true });
		expect(server.requests).toHaveLength(1);
		expect(server.requests[0]?.body).toContain("203");
	});

	test.each(Object.entries(oddNotices))(
		"a notice %s does not make it reject",
		async (_, notice) => {
			const { receiver } = opened();
			expect(typeof (await receiver.send(notice)).ok).toBe("boolean");
		},
	);
}

function describeRefusals(opened: Opened): void {
	test("an answer 429 is retryable, after what its Retry-After says", async () => {
		const { receiver, server } = opened();
		server.answer({ status: 429, headers: { "retry-after": "2" }, body: "slow down" });
		const result = await receiver.send(exampleNotice());
		expect(result).toMatchObject({ ok: false, retryable: true, retryAfterMs: 2_000 });
	});

	test.each([500, 502, 503])("an answer %i is retryable", async (status) => {
		const { receiver, server } = opened();
		server.answer({ status, headers: {}, body: "<html>broken</html>" });
		const result = await receiver.send(exampleNotice());
		expect(result).toMatchObject({ ok: false, retryable: true, retryAfterMs: null });
	});

	test.each([400, 403, 404, 410])("an answer %i is not retryable and sent once", async (status) => {
		const { receiver, server } = opened();
		server.answer({ status, headers: {}, body: "no_such_channel" });
		expect(await receiver.send(exampleNotice())).toMatchObject({ ok: false, retryable: false });
		expect(server.requests).toHaveLength(1);
	});

	test("the reason of a failure has at most 500 characters and holds no secret", async () => {
		const { receiver, server, harness } = opened();
		server.answer({ status: 404, headers: {}, body: "no ".repeat(5_000) });
		const result = await receiver.send(exampleNotice());
		const reason = result.ok ? "" : result.reason;
		expect(reason.length).toBeGreaterThan(0);
		expect(reason.length).toBeLessThanOrEqual(500);
		for (const secret of harness.secrets) expect(reason).not.toContain(secret);
	});
}

function describeSilence(opened: Opened, harness: ReceiverHarness): void {
	test("a connection that is cut is answered as retryable", async () => {
		const { receiver, server } = opened();
		server.answer("cut");
		expect(await receiver.send(exampleNotice())).toMatchObject({ ok: false, retryable: true });
	});

	test("a port on which nobody listens is answered as retryable, without its secrets", async () => {
		const gone = await startReceiverServer();
		await gone.stop();
		const result = await harness.open(gone.endpoint).send(exampleNotice());
		expect(result).toMatchObject({ ok: false, retryable: true });
		for (const secret of harness.secrets) expect(JSON.stringify(result)).not.toContain(secret);
	});

	const timeout = harness.answersWithinMs;
	test("a side that never answers is given up in time, as retryable", { timeout }, async () => {
		const { receiver, server } = opened();
		server.answer("hang");
		expect(await receiver.send(exampleNotice())).toMatchObject({ ok: false, retryable: true });
	});
}
