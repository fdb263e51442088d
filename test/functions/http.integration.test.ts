import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { handler as dashboard } from "../../functions/dashboard.ts";
import { handler as meter } from "../../functions/meter.ts";
import { handler as override } from "../../functions/override.ts";
import { signedOverrideRequest } from "../../shared/adapters/webhooks/signed-override-request.ts";
import type { HttpResponse } from "../../shared/runtime/http/http-handler.ts";
import { describeWithJava } from "../local-aws/describe-with-java.ts";
import { context, type HttpParts, httpEvent, scheduled } from "./lambda-events.ts";
import { overrideSecret, pageKey, type Stack, startStack } from "./stack.ts";

const policy = `version: 1
namespace: acme
zone: UTC
dailyBudgetUsd: 800
mode: shadow
defaults: { criticality: standard }
`;

let stack: Stack;
const ask = (parts: HttpParts): Promise<HttpResponse> => dashboard(httpEvent(parts), context);
const order = (parts: Omit<HttpParts, "path">): Promise<HttpResponse> =>
	override(httpEvent({ method: "POST", path: "/v1/overrides", ...parts }), context);

function signed(id: string, reason = "A test holds the guard back") {
	const data = {
		kind: "hold" as const,
		scope: { namespace: "acme" },
		ttlSeconds: 3_600,
		reason,
		actor: "ann",
	};
	const { headers, body } = signedOverrideRequest({
		id,
		nowMs: Date.now(),
		secret: overrideSecret,
		data,
	});
	return { headers: { ...headers }, body };
}

const bearer = { authorization: `Bearer ${pageKey}` };

describeWithJava("behind the HTTP API", () => {
	beforeAll(async () => {
		stack = await startStack(policy);
		vi.spyOn(process.stdout, "write").mockReturnValue(true);
		await meter(scheduled, context);
	});
	afterAll(() => stack.stop());
	describe("an order", () => {
		describeOrders();
	});
	describe("the page", () => {
		describeWhoMayRead();
		describePage();
	});
});

function describeOrders(): void {
	test("that is signed is granted, and guard is told", async () => {
		const { statusCode, body } = await order(signed("order-1"));
		expect([statusCode, JSON.parse(body)]).toMatchObject([202, { overrideId: "order-1" }]);
		expect(stack.aws.entries.at(-1)).toMatchObject({ DetailType: "override.granted" });
	});

	test("whose body the API encoded is verified over the bytes that were sent", async () => {
		const { headers, body } = signed("order-2", "Für die Vorführung halten");
		const encoded = Buffer.from(body, "utf8").toString("base64");
		const { statusCode } = await order({ headers, body: encoded, isBase64Encoded: true });
		expect(statusCode).toBe(202);
	});

	test("that is repeated gets its answer again, and with another body a conflict", async () => {
		const again = signed("order-3");
		await order(again);
		expect((await order(again)).statusCode).toBe(200);
		expect((await order(signed("order-3", "Another reason altogether"))).statusCode).toBe(409);
	});

	test.each([
		["is not signed", (parts: ReturnType<typeof signed>) => ({ body: parts.body }), 401],
		[
			"was changed on the way",
			(parts: ReturnType<typeof signed>) => ({ ...parts, body: `${parts.body} ` }),
			401,
		],
		[
			"is larger than 20 KB",
			(parts: ReturnType<typeof signed>) => ({ ...parts, body: "x".repeat(20_481) }),
			413,
		],
	])("that %s is refused and changes nothing", async (_words, change, status) => {
		const said = stack.aws.entries.length;
		const id = `order-4-${said}-${status}`;
		expect((await order(change(signed(id)))).statusCode).toBe(status);
		expect(stack.aws.entries).toHaveLength(said);
		expect((await order(signed(id))).statusCode).toBe(202);
	});

	test("at another address finds nothing", async () => {
		const event = httpEvent({ method: "POST", path: "/v1/override", ...signed("order-5") });
		expect(await override(event, context)).toMatchObject({ statusCode: 404 });
	});

	test("is answered without a trace of what failed inside", async () => {
		const parameter = stack.secrets.OVERRIDE_SECRET_ARN;
		vi.stubEnv("OVERRIDE_SECRET_ARN", parameter.replace("dev/", "gone/"));
		const answer = await order(signed("order-6"));
		vi.stubEnv("OVERRIDE_SECRET_ARN", parameter);
		expect(answer.statusCode).toBe(500);
		expect(answer.body).toBe('{"error":"the guard could not answer; its log says why"}');
		expect(answer.headers["x-content-type-options"]).toBe("nosniff");
	});
}

function describeWhoMayRead(): void {
	test.each(["/", "/api/state"])("at %s is for who has the key", async (path) => {
		expect((await ask({ path })).statusCode).toBe(401);
		const wrong = { authorization: `Bearer ${pageKey.slice(0, -1)}X` };
		expect((await ask({ path, headers: wrong })).statusCode).toBe(401);
		expect((await ask({ path, query: "key=another" })).statusCode).toBe(401);
		expect((await ask({ path, headers: bearer })).statusCode).toBe(200);
	});

	test("opens by a link that leaves a cookie, and no key in the address or the cookie", async () => {
		const entrance = await ask({ path: "/", query: `key=${encodeURIComponent(pageKey)}` });
		expect([entrance.statusCode, entrance.headers["location"]]).toEqual([303, "/"]);
		const [cookie = ""] = entrance.cookies ?? [];
		expect(cookie).toMatch(/^__Host-guardrail=.*Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
		expect(cookie).not.toContain(pageKey);
		const cookies = [cookie.split(";")[0] ?? ""];
		expect((await ask({ path: "/", cookies })).statusCode).toBe(200);
		expect((await ask({ path: "/", cookies: [`${cookies[0]}x`] })).statusCode).toBe(401);
	});
}

function describePage(): void {
	test("shows the fleet and the policy's hash, and holds no form", async () => {
		const { body, headers } = await ask({ path: "/", headers: bearer });
		expect(headers["content-type"]).toBe("text/html; charset=utf-8");
		expect(body).toContain("acme");
		expect(body).toMatch(/policy [0-9a-f]{12}/);
		expect(body).not.toContain("<form");
	});

	test("lets no other site frame it, and runs nothing but its own script", async () => {
		const { headers } = await ask({ path: "/", headers: bearer });
		expect(headers).toMatchObject({
			"cache-control": "no-store",
			"x-content-type-options": "nosniff",
			"content-security-policy": expect.stringMatching(
				/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/,
			) as string,
		});
	});

	test("has a document for machines", async () => {
		const { body } = await ask({ path: "/api/state", headers: bearer });
		expect(JSON.parse(body)).toMatchObject({ schemaVersion: 1, namespace: "acme", mode: "shadow" });
	});

	test("walks the record for whoever has the key", async () => {
		const path = "/api/audit/verify";
		expect((await ask({ path })).statusCode).toBe(401);
		const { statusCode, body } = await ask({ path, headers: bearer });
		expect([statusCode, JSON.parse(body)]).toMatchObject([200, { flaws: [] }]);
		expect((JSON.parse(body) as { entries: number }).entries).toBeGreaterThan(0);
	});

	test("tells everybody whether the guard lives, and nothing else", async () => {
		const { statusCode, body } = await ask({ path: "/healthz" });
		expect(statusCode).toBe(503);
		expect(Object.keys(JSON.parse(body) as object)).toEqual([
			"ok",
			"lastPassAt",
			"ageSeconds",
			"version",
			"now",
		]);
	});

	test("takes no order: other methods and addresses find nothing", async () => {
		expect((await ask({ method: "POST", path: "/", headers: bearer })).statusCode).toBe(404);
		expect((await ask({ path: "/overrides/form", headers: bearer })).statusCode).toBe(404);
		expect((await ask({ path: "/constructor", headers: bearer })).statusCode).toBe(404);
	});
}
