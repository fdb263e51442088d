import { afterEach, describe, expect, test } from "vitest";
import { routes } from "../../../shared/local/server/route-request.ts";
import { at, divertModel } from "../../dashboard/fixture.ts";
import { attack } from "../../dashboard/fixture-hostile.ts";
import { closeAll, formBody, send, start, tokenOf } from "./start-server.ts";

afterEach(closeAll);

describe("only this machine's own page", () => {
	test("every own name is answered", async () => {
		const { port } = await start();
		for (const name of ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"]) {
			expect((await send(port, { headers: { host: `${name}:${port}` } })).status).toBe(200);
		}
	});

	test.each(["evil.example", "127.0.0.1.evil.example", "127.0.0.1", "localhost", "127.0.0.1@x"])(
		"Host %j is refused on every route: a foreign name may point at this machine",
		async (name) => {
			const { port, asked } = await start();
			const host = name.includes(".") && name !== "127.0.0.1" ? `${name}:${port}` : name;
			for (const route of routes.keys()) {
				const [method = "", path = ""] = route.split(" ");
				const got = await send(port, { method, path, headers: { host } });
				expect([got.status, route]).toEqual([403, route]);
				expect(got.text).toContain("127.0.0.1, localhost or [::1]");
			}
			expect(asked).toEqual({ signed: [], local: [] });
		},
	);

	test.each(["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"])(
		"an order from Origin %s is refused, the same order from the page is taken",
		async (origin) => {
			const { port, url, asked } = await start();
			const token = tokenOf((await send(port, {})).text);
			const order = formBody({ kind: "hold", token, reason: "launch demo today" });
			const foreign = await send(port, { ...order, headers: { ...order.headers, origin } });
			expect(foreign.status).toBe(403);
			expect(foreign.text).toContain("another site");
			expect(asked.local).toEqual([]);
			const own = await send(port, { ...order, headers: { ...order.headers, origin: url } });
			expect(own.status).toBe(303);
			expect(asked.local).toHaveLength(1);
		},
	);
});

describe("a signed override", () => {
	const path = "/v1/overrides";

	test("is handed on as its exact bytes and headers, and answered as the use case answers", async () => {
		const { port, asked } = await start({ applied: { status: 202, body: { overrideId: "o-7" } } });
		const body = Uint8Array.from([0x7b, 0x20, 0xff, 0x00, 0xc3, 0xa9, 0x0d, 0x0a, 0x7d]);
		const headers = { "webhook-id": "msg_1", "Webhook-Signature": "v1,abc v1,def" };
		const got = await send(port, { method: "POST", path, headers, body });
		expect([got.status, JSON.parse(got.text)]).toEqual([202, { overrideId: "o-7" }]);
		expect([...(asked.signed[0]?.rawBody ?? [])]).toEqual([...body]);
		expect(asked.signed[0]?.headers).toMatchObject({
			"webhook-id": "msg_1",
			"webhook-signature": "v1,abc v1,def",
		});
	});

	test("of 20 KB is taken, one byte more is refused unread", async () => {
		const { port, asked } = await start();
		const largest = Buffer.alloc(20 * 1_024, "a");
		expect((await send(port, { method: "POST", path, body: largest })).status).toBe(202);
		const tooLong = Buffer.alloc(20 * 1_024 + 1, "a");
		const got = await send(port, { method: "POST", path, body: tooLong });
		expect([got.status, got.text]).toEqual([
			413,
			'{"error":"The body is longer than 20480 bytes."}\n',
		]);
		const headers = { "transfer-encoding": "chunked" };
		expect((await send(port, { method: "POST", path, headers, body: tooLong })).status).toBe(413);
		expect(asked.signed).toHaveLength(1);
	});

	test("that is refused stays refused", async () => {
		const { port } = await start({ applied: { status: 401, body: { error: "bad signature" } } });
		expect((await send(port, { method: "POST", path, body: "{}" })).status).toBe(401);
	});
});

describe("the form", () => {
	test("orders a hold of two hours and says once, as a page, that it was accepted", async () => {
		const { port, asked } = await start();
		const token = tokenOf((await send(port, {})).text);
		const done = await send(port, formBody({ kind: "hold", token, reason: " launch demo today " }));
		expect(asked.local).toEqual([
			{ kind: "hold", endpoint: null, ttlSeconds: 7_200, reason: "launch demo today" },
		]);
		const path = done.headers.get("location") ?? "";
		expect([done.status, path]).toEqual([303, "/?said=1"]);
		expect((await send(port, { path })).text).toContain("Your hold was accepted.");
		expect((await send(port, { path })).text).not.toContain("Your hold was accepted.");
	});

	test("orders everything back", async () => {
		const { port, asked } = await start();
		const token = tokenOf((await send(port, {})).text);
		const order = formBody({ kind: "restore-now", token, reason: "the demo needs it" });
		expect((await send(port, order)).status).toBe(303);
		expect(asked.local[0]?.kind).toBe("restore-now");
	});

	test("never orders past the end of the budget day", async () => {
		const { port, asked } = await start({
			model: () => ({ ...divertModel(), now: at("23:30") }),
		});
		const token = tokenOf((await send(port, {})).text);
		await send(port, formBody({ kind: "hold", token, reason: "launch demo today" }));
		expect(asked.local[0]?.ttlSeconds).toBe(1_800);
	});

	test.each([
		["no token", { token: "" }, 403],
		["another token", { token: "A".repeat(32) }, 403],
		["a short reason", { reason: "because" }, 400],
		["a long reason", { reason: "x".repeat(201) }, 400],
		["a kind that the page does not have", { kind: "stop-now" }, 400],
	])(
		"with %s orders nothing, and the same form put right is taken",
		async (_what, wrong, status) => {
			const { port, asked } = await start();
			const token = tokenOf((await send(port, {})).text);
			const right = { kind: "hold", token, reason: "launch demo today" };
			const got = await send(port, formBody({ ...right, ...wrong }));
			expect(got.status).toBe(status);
			expect(got.text).toContain("The order was not given");
			expect(asked.local).toEqual([]);
			expect((await send(port, formBody(right))).status).toBe(303);
		},
	);

	test("a refusal of the use case is told in its words, escaped", async () => {
		const { port } = await start({ applied: { status: 409, body: { message: attack } } });
		const token = tokenOf((await send(port, {})).text);
		const got = await send(port, formBody({ kind: "hold", token, reason: "launch demo today" }));
		expect(got.status).toBe(409);
		expect(got.text).toContain("The order was not accepted: &lt;script&gt;");
		expect(got.text).not.toContain("<script>");
	});

	test("the token of one process is not good for the next", async () => {
		const [first, second] = [await start(), await start()];
		const token = tokenOf((await send(first.port, {})).text);
		const order = formBody({ kind: "hold", token, reason: "launch demo today" });
		expect((await send(second.port, order)).status).toBe(403);
	});
});
