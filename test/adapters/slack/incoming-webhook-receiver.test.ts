import { describe, expect, test } from "vitest";
import { createIncomingWebhookReceiver } from "../../../shared/adapters/slack/incoming-webhook-receiver.ts";
import type { Clock } from "../../../shared/ports/clock.ts";
import { noticeOf, shutdownMessage } from "./notice-sample.ts";

const url = "https://hooks.slack.com/services/T0/B0/canary";
const now = Date.UTC(2026, 10, 19, 20);
const notice = noticeOf(shutdownMessage);

/** Sleeps end by their signal; with `passes`, at once, as if their time had gone by. */
function clockOf(passes: boolean): Clock & { readonly sleeps: number[] } {
	const sleeps: number[] = [];
	return {
		sleeps,
		now: () => now,
		sleep: (ms, signal) => {
			sleeps.push(ms);
			if (passes) return Promise.resolve();
			return new Promise((resolve) => signal?.addEventListener("abort", () => resolve()));
		},
	};
}

type Sent = { readonly url: string; readonly init: RequestInit };

function receiverOf(answer: (sent: Sent, n: number) => Promise<Response>, clock = clockOf(false)) {
	const sent: Sent[] = [];
	const fetchOf = (input: string | URL | Request, init: RequestInit = {}) => {
		const one = { url: input instanceof Request ? input.url : String(input), init };
		return answer(one, sent.push(one));
	};
	const receiver = createIncomingWebhookReceiver({ url, fetch: fetchOf, clock });
	return { receiver, sent, clock };
}

function bodyOf(sent: Sent | undefined): unknown {
	const body = sent?.init.body;
	return typeof body === "string" ? JSON.parse(body) : null;
}

function answering(status: number, body = "ok", headers: Record<string, string> = {}) {
	return receiverOf(() => Promise.resolve(new Response(body, { status, headers })));
}

test("a notice is posted once as Block Kit, without following redirects", async () => {
	const { receiver, sent, clock } = answering(200);
	expect(await receiver.send(notice)).toEqual({ ok: true });
	expect(receiver.channel).toBe("slack");
	expect(sent).toHaveLength(1);
	expect(sent[0]).toMatchObject({ url, init: { method: "POST", redirect: "error" } });
	const body: unknown = bodyOf(sent[0]);
	expect(body).toMatchObject({
		text: shutdownMessage.title,
		blocks: [{ type: "header" }, {}, {}, {}, {}],
	});
	expect(clock.sleeps).toEqual([3_000]);
});

describe("a channel that is down", () => {
	const cases: readonly (readonly [number, Record<string, string>, boolean, number | null])[] = [
		[429, { "retry-after": "30" }, true, 30_000],
		[429, { "retry-after": "Thu, 19 Nov 2026 20:01:00 GMT" }, true, 60_000],
		[429, { "retry-after": "999999" }, true, 3_600_000],
		[429, { "retry-after": "soon" }, true, null],
		[429, {}, true, null],
		[500, {}, true, null],
		[503, { "retry-after": "5" }, true, 5_000],
		[404, {}, false, null],
		[410, {}, false, null],
		[403, {}, false, null],
		[400, {}, false, null],
	];
	test.each(cases)("answers %i %j", async (status, headers, retryable, retryAfterMs) => {
		const result = await answering(status, "no_service", headers).receiver.send(notice);
		expect(result).toMatchObject({ ok: false, retryable, retryAfterMs });
		if (!result.ok) expect(result.reason).toContain(`${status} no_service`);
	});

	test("and cannot be reached is tried again later, without its address in the reason", async () => {
		const cause = Object.assign(new Error(url), { code: "ECONNREFUSED" });
		const refused = receiverOf(() => Promise.reject(new TypeError(`fetch ${url}`, { cause })));
		expect(await refused.receiver.send(notice)).toEqual({
			ok: false,
			retryable: true,
			retryAfterMs: null,
			reason: "the channel cannot be reached (ECONNREFUSED)",
		});
	});

	test("and throws at once is an answer too", async () => {
		const broken = receiverOf(() => {
			throw new Error(url);
		});
		const result = await broken.receiver.send(notice);
		expect(result).toMatchObject({ ok: false, retryable: true });
		expect(JSON.stringify(result)).not.toContain("canary");
	});

	test("and silent is given up after 3 s, and its request is aborted", async () => {
		const silent = receiverOf(() => new Promise(() => {}), clockOf(true));
		const result = await silent.receiver.send(notice);
		expect(result).toMatchObject({ ok: false, retryable: true, reason: "no answer within 3 s" });
		expect(silent.sent[0]?.init.signal?.aborted).toBe(true);
	});

	test("and answers endlessly is read only at the beginning", async () => {
		const endless = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.enqueue(new TextEncoder().encode("x".repeat(1_000))),
		});
		const { receiver } = receiverOf(() => Promise.resolve(new Response(endless, { status: 500 })));
		const result = await receiver.send(notice);
		expect(result.ok || result.reason.length).toBeLessThan(300);
	});
});

test("a message whose blocks Slack refuses is sent again as plain text with every line", async () => {
	const answers = [new Response("invalid_blocks", { status: 400 }), new Response("ok")];
	const { receiver, sent } = receiverOf((_, n) =>
		Promise.resolve(answers[n - 1] ?? new Response("", { status: 500 })),
	);
	expect(await receiver.send(notice)).toEqual({ ok: true });
	const body: unknown = bodyOf(sent[1]);
	expect(Object.keys(body as object)).toEqual(["text"]);
	expect(JSON.stringify(body)).toContain("bge-embed: protected");
});
