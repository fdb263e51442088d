import { createHash } from "node:crypto";
import { request } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { ReadModel } from "../../../shared/domain/read-model.ts";
import { routes } from "../../../shared/local/server/route-request.ts";
import { type PageServer, servePage } from "../../../shared/local/server/serve-page.ts";
import type {
	Applied,
	LocalCommand,
	SignedRequest,
} from "../../../shared/local/server/serve-page-options.ts";
import { at, attack, divertModel, emptyModel, shutdownModel } from "../../dashboard/fixture.ts";

type Asked = { readonly signed: SignedRequest[]; readonly local: LocalCommand[] };
type Setup = { readonly model?: () => ReadModel; readonly applied?: Applied };

const open: PageServer[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start({ model = divertModel, applied }: Setup = {}) {
	const asked: Asked = { signed: [], local: [] };
	const accepted = applied ?? { status: 202, body: { overrideId: "o-1" } };
	const server = await servePage({
		port: 0,
		host: "127.0.0.1",
		readModel: async () => model(),
		applySignedOverride: async (signed) => {
			asked.signed.push(signed);
			return accepted;
		},
		applyLocalOverride: async (command) => {
			asked.local.push(command);
			return accepted;
		},
		version: "0.1.0",
		simulated: false,
	});
	open.push(server);
	return { url: server.url, port: Number(new URL(server.url).port), asked };
}

type Sent = {
	readonly method?: string;
	readonly path?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
};

type Got = { readonly status: number; readonly headers: Headers; readonly text: string };

/** Unlike `fetch`, lets a test choose Host and send a path as it is. */
function send(
	port: number,
	{ method = "GET", path = "/", headers = {}, body }: Sent,
): Promise<Got> {
	return new Promise((resolve, reject) => {
		const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
			const chunks: Buffer[] = [];
			answer.on("data", (chunk: Buffer) => chunks.push(chunk));
			answer.on("end", () => {
				const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
				resolve({
					status: answer.statusCode ?? 0,
					headers: new Headers(Object.fromEntries(flat)),
					text: Buffer.concat(chunks).toString("utf8"),
				});
			});
		});
		outgoing.on("error", reject);
		outgoing.end(body);
	});
}

function tokenOf(page: string): string {
	return /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

function formBody(fields: Readonly<Record<string, string>>): Sent {
	return {
		method: "POST",
		path: "/overrides/form",
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams(fields).toString(),
	};
}

describe("the routes", () => {
	test("are these five and no others", () => {
		expect([...routes.keys()]).toEqual([
			"GET /",
			"GET /healthz",
			"GET /api/state",
			"POST /v1/overrides",
			"POST /overrides/form",
		]);
	});

	test.each([
		"/index.html",
		"/favicon.ico",
		"/..",
		"/../package.json",
		"//evil.example/",
		"/api",
		"/api/state/",
		"/healthz/x",
		"/v1",
		"/%2e%2e/",
		"/constructor",
	])("%s is refused in words", async (path) => {
		const { port } = await start();
		const got = await send(port, { path });
		expect(got.status).toBe(404);
		expect(got.text).toBe("There is nothing at this address. The page is at /.\n");
	});

	test.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])(
		"%s is answered only where it is listed, else told what is taken",
		async (method) => {
			const { port } = await start();
			for (const path of ["/", "/healthz", "/api/state", "/v1/overrides", "/overrides/form"]) {
				const got = await send(port, { method, path });
				const listed = routes.has(`${method === "HEAD" ? "GET" : method} ${path}`);
				expect(got.status === 405, `${method} ${path}`).toBe(!listed);
				if (!listed) expect(got.headers.get("allow")).toBe(path.includes("overr") ? "POST" : "GET");
			}
		},
	);
});

describe("the page", () => {
	test("is served with a policy that allows exactly its own script and style", async () => {
		const { port } = await start();
		const got = await send(port, {});
		const csp = got.headers.get("content-security-policy") ?? "";
		const script = /<script>([\s\S]*?)<\/script>/.exec(got.text)?.[1] ?? "";
		const style = /<style>([\s\S]*?)<\/style>/.exec(got.text)?.[1] ?? "";
		expect(csp.split("; ")).toEqual([
			"default-src 'none'",
			`script-src 'sha256-${sha256(script)}'`,
			`style-src 'sha256-${sha256(style)}'`,
			"connect-src 'self'",
			"form-action 'self'",
			"base-uri 'none'",
			"frame-ancestors 'none'",
		]);
	});

	test.each(["/", "/healthz", "/api/state", "/nothing"])(
		"%s is never stored, sniffed or framed",
		async (path) => {
			const { port } = await start();
			const { headers } = await send(port, { path });
			expect(headers.get("cache-control")).toBe("no-store");
			expect(headers.get("x-content-type-options")).toBe("nosniff");
			expect(headers.get("referrer-policy")).toBe("same-origin");
			expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
		},
	);

	test("shows the model of now at each load", async () => {
		let model = divertModel();
		const { port } = await start({ model: () => model });
		expect((await send(port, {})).text).toContain("Divert (150 %) since 15:56.");
		model = shutdownModel();
		expect((await send(port, {})).text).toContain("Shutdown (200 %) since 20:57.");
	});

	test("a model that cannot be read is said with its reason, and the server lives on", async () => {
		let broken = true;
		const model = () => {
			if (broken) throw new Error("the store is locked");
			return divertModel();
		};
		const { port } = await start({ model });
		const got = await send(port, {});
		expect([got.status, got.text]).toEqual([
			500,
			"The guard could not answer: the store is locked\n",
		]);
		broken = false;
		expect((await send(port, {})).status).toBe(200);
	});
});

describe("/healthz", () => {
	test("is 200 while the last pass is young, with its age", async () => {
		const { port } = await start();
		const got = await send(port, { path: "/healthz" });
		expect(got.status).toBe(200);
		expect(JSON.parse(got.text)).toEqual({
			ok: true,
			lastPassAt: at("17:14"),
			ageSeconds: 40,
			version: "0.1.0",
			now: at("17:14:40"),
		});
	});

	test("turns 503 one second after the staleness limit", async () => {
		const limit = divertModel().policy.limits.staleAfterMs;
		let now = at("17:14") + limit;
		const { port } = await start({ model: () => ({ ...divertModel(), now }) });
		expect((await send(port, { path: "/healthz" })).status).toBe(200);
		now += 1_000;
		expect((await send(port, { path: "/healthz" })).status).toBe(503);
	});

	test("is 503 before the first pass", async () => {
		const { port } = await start({ model: emptyModel });
		const got = await send(port, { path: "/healthz" });
		expect(got.status).toBe(503);
		expect(JSON.parse(got.text)).toMatchObject({ ok: false, lastPassAt: null, ageSeconds: null });
	});
});

test("/api/state is the read model in full, under a schema version, and nothing more", async () => {
	const { port } = await start({
		model: () => Object.assign(divertModel(), { secret: "whsec_x" }),
	});
	const got = await send(port, { path: "/api/state" });
	expect(JSON.parse(got.text)).toEqual({
		schemaVersion: 1,
		...(JSON.parse(JSON.stringify(divertModel())) as object),
	});
});

describe("only this machine's own page", () => {
	test("every own name is answered", async () => {
		const { port } = await start();
		for (const name of ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"]) {
			expect((await send(port, { headers: { host: `${name}:${port}` } })).status).toBe(200);
		}
	});

	test.each([
		"evil.example",
		"127.0.0.1.evil.example",
		"127.0.0.1",
		"localhost",
		"127.0.0.1@x",
		"",
	])(
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

test("a port in use is an error that names the port and what to set", async () => {
	const { port } = await start();
	const second = servePage({
		port,
		host: "127.0.0.1",
		readModel: async () => divertModel(),
		applySignedOverride: async () => ({ status: 202, body: null }),
		applyLocalOverride: async () => ({ status: 202, body: null }),
		version: "0.1.0",
		simulated: false,
	});
	await expect(second).rejects.toThrow(`Port ${port} is in use by another program.`);
	await expect(second).rejects.toThrow("PORT=");
});

test("a closed server frees its port at once, also with a connection kept open", async () => {
	const { url, port } = await start();
	await fetch(url).then((answer) => answer.text());
	await open.splice(0)[0]?.close();
	await expect(send(port, {})).rejects.toThrow(/ECONNREFUSED/);
});

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("base64");
}
