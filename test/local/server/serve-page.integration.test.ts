import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { routes } from "../../../shared/local/server/route-request.ts";
import { servePage } from "../../../shared/local/server/serve-page.ts";
import { at, divertModel, emptyModel, shutdownModel } from "../../dashboard/fixture.ts";
import { noAudit } from "./no-audit.ts";
import { closeAll, send, start } from "./start-server.ts";

afterEach(closeAll);

describe("the routes", () => {
	test("are these and no others", () => {
		expect([...routes.keys()]).toEqual([
			"GET /",
			"GET /healthz",
			"GET /api/state",
			"GET /api/audit",
			"GET /api/audit/verify",
			"POST /v1/overrides",
			"POST /v1/slack",
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

test("a port in use is an error that names the port and what to set", async () => {
	const { port } = await start();
	const second = servePage({
		port,
		host: "127.0.0.1",
		readModel: async () => divertModel(),
		audit: noAudit,
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
	await closeAll();
	await expect(send(port, {})).rejects.toThrow(/ECONNREFUSED/);
});

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("base64");
}
