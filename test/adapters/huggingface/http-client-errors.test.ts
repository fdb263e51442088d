import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createHttpClient } from "../../../shared/adapters/huggingface/http-client.ts";
import { failure, failureOf, request, setUp, token } from "./client-setup.ts";
import { json } from "./scripted-fetch.ts";

describe("an error", () => {
	test("says method, route, status, the vendor's words, the request id and what to do", async () => {
		const answer = json({ error: "Invalid credentials" }, 401, { "x-request-id": "req-7" });
		const error = await failureOf(answer);
		expect(error.message).toBe(
			'GET /v2/endpoint/acme answered 401: "Invalid credentials" (request id req-7). ' +
				"Check the token, and that it has access to this namespace.",
		);
		expect(error).toMatchObject({
			code: "unauthorized",
			retryable: false,
			status: 401,
			vendorMessage: "Invalid credentials",
			requestId: "req-7",
		});
	});

	test.each([
		[400, "rejected", false],
		[401, "unauthorized", false],
		[402, "rejected", false],
		[403, "forbidden", false],
		[404, "not-found", false],
		[408, "timeout", true],
		[422, "rejected", false],
		[429, "rate-limited", true],
		[500, "unavailable", true],
		[503, "unavailable", true],
	] as const)("of status %i has the code %s", async (status, code, retryable) => {
		expect(await failureOf(json({}, status))).toMatchObject({ code, status, retryable });
	});

	test.each([
		[
			"the header",
			new Response("{}", { status: 400, headers: { "x-error-message": "head" } }),
			"head",
		],
		["a text", json({ error: "one" }, 400), "one"],
		["a list", json({ error: ["one", "two"] }, 400), "one: two"],
		["a description", json({ error: "one", error_description: "more" }, 400), "one: more"],
		["errors", json({ errors: [{ message: "one" }, { message: "two" }] }, 400), "one; two"],
		["a message", json({ message: "one" }, 400), "one"],
		["plain text", new Response("plain", { status: 400 }), "plain"],
		["a page", new Response("<!doctype html><p>no", { status: 400 }), null],
		["nothing", new Response("", { status: 400 }), null],
		["a surprise", json([1, { a: 2 }], 400), null],
	])("takes the vendor's words from %s", async (_, answer, words) => {
		expect((await failureOf(answer)).vendorMessage).toBe(words);
	});

	test("keeps a long message short and a strange one on one line", async () => {
		const long = await failureOf(json({ error: "x".repeat(5_000) }, 400));
		expect(long.vendorMessage).toHaveLength(300);
		const strange = await failureOf(json({ error: "a\r\nb\u001b[31m\u202ec" }, 400));
		expect(strange.vendorMessage).toBe("a b [31m c");
	});

	test("of a 200 that is not JSON says so", async () => {
		const error = await failureOf(new Response("<html>We will be right back"));
		expect(error).toMatchObject({ code: "malformed", status: 200 });
		expect(error.message).toContain("not JSON");
	});

	test("of a body over the limit comes without reading the rest", async () => {
		let sent = 0;
		const endless = new ReadableStream({
			pull(controller) {
				sent += 1;
				controller.enqueue(new Uint8Array(1_000));
			},
		});
		const { client, run, calls } = setUp({
			script: [() => new Response(endless)],
			settings: { bodyLimitBytes: 5_000 },
		});
		const error = await failure(run(client.read(request)));
		expect(error).toMatchObject({ code: "malformed", retryable: false });
		expect([calls.length, sent < 10]).toEqual([1, true]);
	});

	test("of a redirect is final", async () => {
		const refused = new TypeError("fetch failed", { cause: new Error("unexpected redirect") });
		expect(await failureOf(refused)).toMatchObject({ code: "malformed", retryable: false });
	});
});

describe("the token", () => {
	const echo = (status: number) =>
		json({ error: `Bad token ${token}, also hf_somebodyElses` }, status, {
			"x-request-id": `id-${token}`,
			"retry-after": "0",
		});
	const reset = new TypeError(`fetch failed for ${token}`, {
		cause: new AggregateError([new Error(`connect ${token}`)], `many ${token}`),
	});

	test.each([
		["401", [echo(401)]],
		["400", [echo(400)]],
		["429", [echo(429)]],
		["500", [echo(500)]],
		["network", [reset]],
		["not JSON", [new Response(token)]],
		["timeout", ["silent"]],
	] as const)("never shows in anything thrown: %s", async (_, script) => {
		const error = await failureOf(...script);
		const everything = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
		expect(everything).not.toContain(token);
		expect(everything).not.toContain("hf_somebodyElses");
	});

	test("is recognised whatever it looks like, as a proxy may have its own", async () => {
		const ownToken = "canary-of-a-proxy";
		const answer = json({ error: `Bad ${ownToken}` }, 401, { "x-request-id": ownToken });
		const { client, run } = setUp({ script: [answer], token: ownToken });
		const error = await failure(run(client.read(request)));
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(ownToken);
	});

	test("that no header can carry is refused at once and not repeated", () => {
		const create = () =>
			createHttpClient({ fetch, clock: new VirtualClock(0), token: `${token}\n` });
		expect(create).toThrow("odd characters");
		expect(create).not.toThrow(token);
	});
});
