import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../shared/config/secret.ts";
import { UsageError } from "../../shared/local/cli/usage-error.ts";
import { runningFrom } from "../../shared/local/running-guardrail.ts";
import { refusal } from "../../shared/runtime/http/read-key.ts";

const key = "a-key-of-the-page-that-is-long-enough";
let server: Server;
let url = "";
let seen: string[] = [];

/** Lets in whom the page in AWS lets in. */
beforeEach(async () => {
	seen = [];
	server = createServer((request, response) => {
		seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
		const authorization = request.headers.authorization ?? "";
		const asked = {
			method: "GET",
			path: "/",
			query: new URLSearchParams(),
			headers: { authorization },
			cookies: [],
			rawBody: Buffer.from(""),
		};
		const refused = request.method === "POST" ? null : refusal(asked, key);
		response.writeHead(refused?.status ?? 200);
		response.end(refused?.text ?? JSON.stringify({ entries: 3, flaws: [] }));
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

function hintOf(error: unknown): string {
	return error instanceof UsageError ? `${error.message} / ${error.hint}` : String(error);
}

async function problem(pageKey: string | null, address = url): Promise<string> {
	const guardrail = runningFrom(
		{ port: 1, pageKey: pageKey === null ? null : new Secret(pageKey) },
		address,
	);
	return guardrail.read("/api/audit/verify").then(JSON.stringify, hintOf);
}

describe("a page that is not public", () => {
	test("is read with its key", async () => {
		expect(await problem(key)).toBe('{"entries":3,"flaws":[]}');
		expect(await problem(key, `${url}/`)).toBe('{"entries":3,"flaws":[]}');
		expect(seen).toEqual(Array(2).fill(`GET /api/audit/verify Bearer ${key}`));
	});

	test("says which key it wants, and where that is, without one and with another one", async () => {
		expect(await problem(null)).toMatch(/wants its key \/ set GUARDRAIL_KEY .* dashboard-key$/);
		expect(await problem("some-other-key")).toMatch(/does not take this GUARDRAIL_KEY \/ compare/);
	});
});

test("the key is not sent where it would be readable on its way", async () => {
	const said = await problem(key, "http://guard.example");
	expect(said).toMatch(/is not sent to http:\/\/guard.example, which is not encrypted/);
	expect(said).not.toContain(key);
});

test("an order is signed and carries no key", async () => {
	const guardrail = runningFrom({ port: 1, pageKey: new Secret(key) }, url);
	await guardrail.post("/v1/overrides", {}, "{}");
	expect(seen).toEqual(["POST /v1/overrides -"]);
});
