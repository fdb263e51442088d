import { expect, test } from "vitest";
import type { HttpRequest } from "../../shared/runtime/events/http-request.ts";
import { entrance, refusal } from "../../shared/runtime/http/read-key.ts";

const key = "example-key-of-the-page-32-chars";

function request(parts: Partial<HttpRequest> = {}): HttpRequest {
	return {
		method: "GET",
		path: "/",
		query: new URLSearchParams(),
		cookies: [],
		headers: {},
		rawBody: Buffer.alloc(0),
		...parts,
	};
}

const bearer = (value: string) => request({ headers: { authorization: value } });

test.each([`Bearer ${key}`, `bearer ${key}`])("%s may read", (authorization) => {
	expect(refusal(bearer(authorization), key)).toBeNull();
});

test.each([
	"",
	"Bearer",
	"Bearer ",
	`Basic ${key}`,
	key,
	`Bearer ${key}x`,
	`Bearer ${key.slice(1)}`,
	`Bearer ${key.toUpperCase()}`,
	`Bearer ${key} ${key}`,
])("%j may not", (authorization) => {
	expect(refusal(bearer(authorization), key)).toMatchObject({
		status: 401,
		headers: { "www-authenticate": "Bearer" },
	});
});

test("a key that is too short lets nobody in, not even with itself", () => {
	expect(() => refusal(bearer("Bearer short"), "short")).toThrow("under 22 characters");
	expect(() => refusal(bearer("Bearer "), "")).toThrow("under 22 characters");
});

test("the cookie of one key does not open the page of another", () => {
	const link = request({ query: new URLSearchParams({ key }) });
	const [cookie = ""] = entrance(link, key)?.cookies ?? [];
	const cookies = [cookie.split(";")[0] ?? ""];
	expect(refusal(request({ cookies }), key)).toBeNull();
	expect(refusal(request({ cookies }), `${key}-2`)).toMatchObject({ status: 401 });
});

test("the link works at the page alone, and with the right key alone", () => {
	const query = new URLSearchParams({ key });
	expect(entrance(request({ query, path: "/api/state" }), key)).toBeNull();
	expect(entrance(request({ query: new URLSearchParams({ key: "x" }) }), key)).toBeNull();
	expect(entrance(request(), key)).toBeNull();
});
