import { afterEach, describe, expect, test, vi } from "vitest";
import type { Route } from "../../../shared/simulator/http/route.ts";
import { type AccountServer, serveAccount } from "../../../shared/simulator/http/serve.ts";
import type { ServerSettings } from "../../../shared/simulator/http/server-settings.ts";
import { manualClock } from "./manual-clock.ts";

const startMs = Date.parse("2026-11-22T00:00:00Z");
const tokens = {
	hf_writer: { user: "guardrail", role: "write", kind: "guard" },
	hf_reader: { user: "reader", role: "read", kind: "guard" },
} as const;

const servers: AccountServer[] = [];

afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(settings: Partial<ServerSettings> = {}) {
	const clock = manualClock(startMs);
	const effects: string[] = [];
	const record: Route["answer"] = ({ method, path, params, body, actor }) => {
		effects.push(`${method} ${path}`);
		return { status: 200, body: { params, body, user: actor?.user ?? null } };
	};
	const routes: Route[] = [
		{ method: "GET", pattern: "/v2/provider", public: true, answer: record },
		{ method: "GET", pattern: "/v2/provider/{namespace}", answer: record },
		{ method: "GET", pattern: "/v2/endpoint/{namespace}/{name}", answer: record },
		{ method: "PUT", pattern: "/v2/endpoint/{namespace}/{name}", answer: record },
		{ method: "POST", pattern: "/v2/endpoint/{namespace}/{name}/metrics", answer: record },
		{ method: "GET", pattern: "/data/{id}/{rest*}", public: true, answer: record },
		{
			method: "GET",
			pattern: "/broken",
			public: true,
			answer: () => {
				throw new Error("planted");
			},
		},
	];
	const server = await serveAccount({
		routes,
		clock,
		port: 0,
		settings: { seed: 1, tokens, namespaces: ["acme"], ...settings },
	});
	servers.push(server);
	const ask = (
		path: string,
		{ token = "hf_writer", ...init }: RequestInit & { token?: string } = {},
	) => fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
	return { ask, clock, effects, server };
}

describe("access", () => {
	test("an unknown token gets the vendor's 401, in the body and in the header", async () => {
		const { ask, effects } = await start();
		const response = await ask("/v2/provider/acme", { token: "hf_unknown" });
		expect(response.status).toBe(401);
		const message = "Invalid credentials in Authorization header";
		expect(await response.json()).toEqual({ error: message });
		expect(response.headers.get("x-error-message")).toBe(message);
		expect(effects).toEqual([]);
	});

	test("a name of Object.prototype is no token", async () => {
		const { ask } = await start();
		expect((await ask("/v2/provider/acme", { token: "constructor" })).status).toBe(401);
	});

	test("a namespace without access gets 401, a public route needs no token", async () => {
		const { ask, server } = await start();
		expect((await ask("/v2/endpoint/others/a")).status).toBe(401);
		expect((await fetch(`${server.url}/v2/provider`)).status).toBe(200);
	});

	test("a read token may ask for metrics but not change anything", async () => {
		const { ask, effects } = await start();
		const asReader = (path: string, method: string) => ask(path, { method, token: "hf_reader" });
		expect((await asReader("/v2/endpoint/acme/a", "PUT")).status).toBe(403);
		expect((await asReader("/v2/endpoint/acme/a/metrics", "POST")).status).toBe(200);
		expect(effects).toEqual(["POST /v2/endpoint/acme/a/metrics"]);
	});
});

describe("routing", () => {
	test("passes parameters, decoded, and the JSON body to the route", async () => {
		const { ask } = await start();
		const response = await ask("/v2/endpoint/acme/a%20b", {
			method: "PUT",
			body: '{"tags":["x"]}',
		});
		expect(await response.json()).toEqual({
			params: { namespace: "acme", name: "a b" },
			body: { tags: ["x"] },
			user: "guardrail",
		});
	});

	test("the rest of a path is one parameter", async () => {
		const { ask } = await start();
		const answer = await (await ask("/data/e1/v1/chat/completions")).json();
		expect(answer).toMatchObject({ params: { id: "e1", rest: "v1/chat/completions" } });
	});

	test("an unknown path is 404, a known one with another method 405 with Allow", async () => {
		const { ask } = await start();
		expect((await ask("/v2/nothing")).status).toBe(404);
		const response = await ask("/v2/endpoint/acme/a", { method: "DELETE" });
		expect(response.status).toBe(405);
		expect(response.headers.get("allow")).toBe("GET, PUT");
		expect(await response.json()).toEqual({ error: "Method Not Allowed" });
	});

	test("a body that is no JSON or too large never reaches the route", async () => {
		const { ask, effects } = await start({ bodyLimitBytes: 100 });
		const put = (body: string) => ask("/v2/endpoint/acme/a", { method: "PUT", body });
		expect((await put("{")).status).toBe(400);
		expect((await put(JSON.stringify("x".repeat(100)))).status).toBe(413);
		expect(effects).toEqual([]);
	});

	test("a bug of the account is said in the answer instead of hanging the caller", async () => {
		const { ask } = await start();
		const response = await ask("/broken");
		expect(response.status).toBe(500);
		expect(await response.text()).toContain("planted");
	});
});

describe("time", () => {
	const latency = { minMs: 100, maxMs: 200 };

	test("half of the latency passes before the effect and half after it", async () => {
		const { ask, clock, effects } = await start({ latency: { minMs: 100, maxMs: 100 } });
		const answer = ask("/v2/endpoint/acme/a");
		await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
		clock.advance(49);
		expect(effects).toEqual([]);
		clock.advance(1);
		await vi.waitFor(() => expect(effects).toHaveLength(1));
		await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
		clock.advance(50);
		expect((await answer).status).toBe(200);
	});

	test("a caller that leaves before the effect causes none and leaves no sleeper behind", async () => {
		const { ask, clock, effects } = await start({ latency });
		const leaving = new AbortController();
		const answer = ask("/v2/endpoint/acme/a", { signal: leaving.signal });
		await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
		leaving.abort();
		await expect(answer).rejects.toThrow();
		await vi.waitFor(() => expect(clock.sleepers()).toBe(0));
		clock.advance(1000);
		expect(effects).toEqual([]);
	});

	test("closing the server ends requests that sleep", async () => {
		const { ask, clock, server } = await start({ latency });
		const answer = ask("/v2/endpoint/acme/a").catch(() => "cut off");
		await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
		await server.close();
		servers.length = 0;
		expect(await answer).toBe("cut off");
		expect(clock.sleepers()).toBe(0);
	});

	test("ids and latencies do not depend on the order in which requests arrive", async () => {
		const paths = Array.from(
			{ length: 12 },
			(_, index) => `/v2/endpoint/acme/e${index}?n=${index}`,
		);
		const inOrder = await idsAndTimes(paths, latency);
		const inReverse = await idsAndTimes([...paths].reverse(), latency);
		expect(Object.fromEntries(inReverse)).toEqual(Object.fromEntries(inOrder));
		expect(new Set([...inOrder.values()].map(({ id }) => id)).size).toBe(12);
		expect(new Set([...inOrder.values()].map(({ at }) => at)).size).toBeGreaterThan(6);
	});

	async function idsAndTimes(paths: readonly string[], range: typeof latency) {
		const { ask, clock } = await start({ latency: range });
		const seen = new Map<string, { id: string | null; at: number }>();
		const answers = paths.map(async (path) => {
			const response = await ask(path);
			seen.set(path, { id: response.headers.get("x-request-id"), at: clock.now() - startMs });
		});
		await vi.waitFor(() => expect(clock.sleepers()).toBe(paths.length));
		for (let elapsedMs = 0; elapsedMs < range.maxMs + 4; elapsedMs += 1) {
			clock.advance(1);
			await vi.waitFor(() => expect(clock.sleepers() + seen.size).toBe(paths.length), {
				interval: 1,
			});
		}
		await Promise.all(answers);
		return seen;
	}
});
