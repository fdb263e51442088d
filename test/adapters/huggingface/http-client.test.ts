import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import {
	createHttpClient,
	type HttpClient,
	pathOf,
} from "../../../shared/adapters/huggingface/http-client.ts";
import { change, failure, request, setUp, start, token } from "./client-setup.ts";
import { json, scriptedFetch } from "./scripted-fetch.ts";

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
