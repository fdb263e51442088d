import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { CallBudget } from "../../../shared/adapters/huggingface/call-budget.ts";
import {
	createHttpClient,
	type HttpClient,
	type HttpClientOptions,
	pathOf,
} from "../../../shared/adapters/huggingface/http-client.ts";
import { HuggingFaceError } from "../../../shared/adapters/huggingface/hugging-face-error.ts";
import { json, type ScriptedAnswer, scriptedFetch } from "./scripted-fetch.ts";

const start = Date.UTC(2026, 10, 22);
const token = "hf_canaryCanaryCanary";
const request = { method: "GET", path: "/v2/endpoint/acme", query: { limit: "100" } } as const;
const change = { method: "PUT", path: "/v2/endpoint/acme/chat", body: { tags: [] } } as const;

type Setup = Partial<Omit<HttpClientOptions, "fetch" | "clock">> & {
	readonly script: readonly ScriptedAnswer[];
};

function setUp({ script, ...options }: Setup) {
	const clock = new VirtualClock(start);
	const { calls, fetch } = scriptedFetch(...script);
	const client = createHttpClient({ fetch, clock, token, ...options });
	const run = async <Result>(work: Promise<Result>): Promise<Result> => {
		const settled = work.then(
			(value) => ({ value }),
			(error: unknown) => ({ error }),
		);
		await clock.run(settled);
		const outcome = await settled;
		if ("error" in outcome) throw outcome.error;
		return outcome.value;
	};
	return { clock, calls, client, run };
}

async function failure(work: Promise<unknown>): Promise<HuggingFaceError> {
	const error = await work.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (error instanceof HuggingFaceError) return error;
	throw new Error(`Expected a HuggingFaceError, not ${inspect(error)}`);
}

async function failureOf(...script: readonly ScriptedAnswer[]): Promise<HuggingFaceError> {
	const { client, run } = setUp({ script });
	return failure(run(client.read(request)));
}

describe("a call", () => {
	test("carries the token, query and body, and refuses redirects", async () => {
		let redirect: string | undefined;
		const { calls, fetch } = scriptedFetch(json({}));
		const clock = new VirtualClock(start);
		const spying: typeof globalThis.fetch = (input, init) => {
			redirect = init?.redirect;
			return fetch(input, init);
		};
		const client = createHttpClient({
			fetch: spying,
			clock,
			token,
			endpointsUrl: "http://x/base/",
		});
		await clock.run(client.read({ ...request, method: "POST", body: { start: 1 } }));
		expect(calls[0]?.url.href).toBe("http://x/base/v2/endpoint/acme?limit=100");
		expect(calls[0]?.headers.get("authorization")).toBe(`Bearer ${token}`);
		expect(calls[0]?.body).toEqual({ start: 1 });
		expect(redirect).toBe("error");
	});

	test("goes to the vendor's documented address unless told otherwise", async () => {
		const { client, run, calls } = setUp({ script: [json({})] });
		await run(client.read(request));
		expect(calls[0]?.url.origin).toBe("https://api.endpoints.huggingface.cloud");
	});

	test("to a public route does not carry the token", async () => {
		const { client, run, calls } = setUp({ script: [json({})] });
		await run(client.read({ method: "GET", path: "/v2/provider", isPublic: true }));
		expect(calls[0]?.headers.has("authorization")).toBe(false);
	});

	test("cannot be led to another route by a name", () => {
		expect(pathOf("v2", "endpoint", "a/b", "c?d")).toBe("/v2/endpoint/a%2Fb/c%3Fd");
		for (const name of ["", ".", ".."])
			expect(() => pathOf("v2", name)).toThrow("cannot be a name");
	});
});

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

describe("a read", () => {
	test("is tried again after a failure that can pass", async () => {
		const { client, run, clock, calls } = setUp({
			script: [json({}, 500), new TypeError("fetch failed"), json({ ok: true })],
		});
		expect(await run(client.read(request))).toEqual({ ok: true });
		expect([calls.length, clock.now() - start]).toEqual([3, 1_500]);
	});

	test("is given up after a bounded number of tries", async () => {
		const { client, run, calls } = setUp({ script: [json({}, 502)] });
		await failure(run(client.read(request)));
		expect(calls.length).toBe(4);
	});

	test("is not tried again after a refusal", async () => {
		const { client, run, calls } = setUp({ script: [json({}, 403)] });
		await failure(run(client.read(request)));
		expect(calls.length).toBe(1);
	});

	test("waits as long as the vendor asks", async () => {
		const { client, run, clock } = setUp({
			script: [json({}, 429, { "retry-after": "7" }), json({ ok: true })],
		});
		await run(client.read(request));
		expect(clock.now() - start).toBe(7_000);
	});

	test.each([
		["a date", { "retry-after": new Date(start + 9_000).toUTCString() }, 9_000],
		["a RateLimit header", { ratelimit: '"api";r=0;t=11' }, 11_000],
	])("understands a wait given as %s", async (_, headers, ms) => {
		const { client, run, clock } = setUp({ script: [json({}, 429, headers), json({})] });
		await run(client.read(request));
		expect(clock.now() - start).toBe(ms);
	});

	test("fails at once when the vendor asks for more time than the pass has", async () => {
		const { client, run, clock, calls } = setUp({
			script: [json({}, 429, { "retry-after": "60" })],
		});
		const error = await failure(run(client.read(request)));
		expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: 60_000 });
		expect([clock.now() - start, calls.length]).toEqual([0, 1]);
	});

	test("after such a failure nothing is sent until the wait is over", async () => {
		const { client, run, clock, calls } = setUp({
			script: [json({}, 429, { "retry-after": "60" }), json({ ok: true })],
		});
		await failure(run(client.read(request)));
		await clock.run(start + 20_000);
		const error = await failure(run(client.read(request)));
		expect(error.message).toContain("asked for a pause of 40000 ms more");
		expect(calls.length).toBe(1);
		await clock.run(start + 60_000);
		expect(await run(client.read(request))).toEqual({ ok: true });
	});

	test("an absurd wait blinds us for five minutes at most", async () => {
		const { client, run, clock } = setUp({
			script: [json({}, 429, { "retry-after": "99999999" }), json({ ok: true })],
		});
		await failure(run(client.read(request)));
		await clock.run(start + 300_000);
		expect(await run(client.read(request))).toEqual({ ok: true });
	});
});

describe("time", () => {
	test("a call without an answer ends after its timeout, and the pass after its deadline", async () => {
		const { client, run, clock, calls } = setUp({ script: ["silent"] });
		const error = await failure(run(client.read(request)));
		expect(error).toMatchObject({ code: "timeout", retryable: true, status: null });
		expect(error.message).toContain("did not answer within");
		expect([calls.length, clock.now() - start]).toEqual([3, 25_000]);
	});

	test("a body that does not end counts as no answer", async () => {
		const stuck = (_: unknown, init?: RequestInit) => {
			const body = new ReadableStream({
				start(controller) {
					init?.signal?.addEventListener("abort", () => controller.error(new Error("gone")));
				},
			});
			return Promise.resolve(new Response(body));
		};
		const clock = new VirtualClock(start);
		const client = createHttpClient({ fetch: stuck, clock, token });
		const work = failure(client.write(change));
		await clock.run(work);
		expect((await work).code).toBe("timeout");
		expect(clock.now() - start).toBe(10_000);
	});

	test("one deadline covers everything asked in a pass, and does not outlive it", async () => {
		const { client, run, clock } = setUp({ script: ["silent", "silent", "silent", json({})] });
		const pass: HttpClient = client.forPass();
		await failure(run(pass.read(request)));
		expect(clock.now() - start).toBe(25_000);
		const late = await failure(run(pass.read(request)));
		expect(late.message).toContain("the time for this pass is over");
		expect((await failure(run(pass.forPass().read(request)))).code).toBe("timeout");
		expect(await run(client.forPass().read(request))).toEqual({});
	});

	test("nothing is left behind after a call: no timer keeps virtual time going", async () => {
		const { client, run, clock } = setUp({ script: [json({})] });
		await run(client.read(request));
		await clock.run();
		expect(clock.now()).toBe(start);
	});
});

describe("a write", () => {
	test.each([
		["a failure", json({}, 500), "unavailable"],
		["a cut connection", new TypeError("fetch failed"), "unavailable"],
		["no answer", "silent", "timeout"],
	] as const)("is not repeated after %s, since it may have been done", async (_, answer, code) => {
		const { client, run, calls } = setUp({ script: [answer] });
		expect((await failure(run(client.write(change)))).code).toBe(code);
		expect(calls.length).toBe(1);
	});

	test("is repeated after 429, which says that nothing was done", async () => {
		const { client, run, calls, clock } = setUp({
			script: [json({}, 429, { "retry-after": "3" }), json({})],
		});
		await run(client.write(change));
		expect([calls.length, clock.now() - start]).toEqual([2, 3_000]);
	});

	test("that was answered 200 is done, whatever the body", async () => {
		const { client, run } = setUp({ script: [new Response("<html>")] });
		await run(client.write(change));
	});
});

describe("limits", () => {
	test("at most four calls are in flight, and those that wait keep their order", async () => {
		let inFlight = 0;
		let most = 0;
		const order: string[] = [];
		const clock = new VirtualClock(start);
		const slow: typeof fetch = async (input) => {
			inFlight += 1;
			most = Math.max(most, inFlight);
			order.push(new URL(input instanceof Request ? input.url : input).pathname);
			await clock.sleep(1_000);
			inFlight -= 1;
			return json({});
		};
		const client = createHttpClient({ fetch: slow, clock, token });
		const paths = Array.from({ length: 10 }, (_, index) => `/${index}`);
		const twice = async (path: string) => {
			await client.read({ method: "GET", path });
			await client.read({ method: "GET", path });
		};
		await clock.run(Promise.all(paths.map(twice)));
		expect(most).toBe(4);
		expect(order.slice(0, paths.length)).toEqual(paths);
		expect(clock.now() - start).toBe(5_000);
	});

	test("a failed call gives its place back", async () => {
		const { client, run } = setUp({ script: [json({}, 403)], settings: { callsInFlight: 1 } });
		await failure(run(client.read(request)));
		expect((await failure(run(client.read(request)))).code).toBe("forbidden");
	});

	test("no window of five minutes sees more than 600 calls, however eager the passes", async () => {
		const { client, calls, clock } = setUp({ script: [json({})] });
		const sentAt: number[] = [];
		const eager = async () => {
			while (clock.now() < start + 900_000) {
				const before = calls.length;
				await client.read(request).catch(() => clock.sleep(1_000));
				if (calls.length > before) sentAt.push(clock.now());
				else await clock.sleep(100);
			}
		};
		await clock.run(eager());
		const worst = Math.max(
			...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 300_000).length),
		);
		expect(worst).toBe(540);
		expect(sentAt.length).toBeGreaterThan(1_600);
	});

	test("a call over the budget waits within its pass and fails beyond it", async () => {
		const callBudget = new CallBudget({ calls: 1, windowMs: 20_000, reservedForWrites: 0 });
		const near = setUp({ script: [json({})], callBudget });
		await near.run(near.client.read(request));
		await near.run(near.client.read(request));
		expect(near.clock.now() - start).toBe(20_000);
		const far = setUp({
			script: [json({})],
			callBudget: new CallBudget({ calls: 1, windowMs: 60_000, reservedForWrites: 0 }),
		});
		await far.run(far.client.read(request));
		const error = await failure(far.run(far.client.read(request)));
		expect(error).toMatchObject({ code: "call-budget", retryable: true });
		expect(far.clock.now() - start).toBe(0);
	});

	test("reads leave some of the budget to writes", async () => {
		const callBudget = new CallBudget({ calls: 3, windowMs: 600_000, reservedForWrites: 1 });
		const { client, run } = setUp({ script: [json({})], callBudget });
		await run(client.read(request));
		await run(client.read(request));
		expect((await failure(run(client.read(request)))).code).toBe("call-budget");
		await run(client.write(change));
		expect((await failure(run(client.write(change)))).code).toBe("call-budget");
	});
});
