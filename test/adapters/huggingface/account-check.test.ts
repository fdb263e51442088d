import { inspect } from "node:util";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createAccountCheck } from "../../../shared/adapters/huggingface/account-check.ts";
import { runner } from "./runner.ts";
import { json, type ScriptedAnswer, scriptedFetch } from "./scripted-fetch.ts";

const token = "hf_canaryCanary";

function setUp(answer: ScriptedAnswer, ownToken = token) {
	const clock = new VirtualClock(0);
	const { calls, fetch } = scriptedFetch(answer);
	const check = createAccountCheck({ token: ownToken, fetch, clock });
	return { calls, check, run: runner(clock) };
}

const headers = { "content-type": "application/json" };

test("a token is answered with its owner, the namespaces and its role", async () => {
	const whoAmI = {
		type: "user",
		name: "ann",
		orgs: [{ name: "acme" }, { name: "acme-labs" }],
		auth: { type: "access_token", accessToken: { role: "fineGrained", createdAt: "2026-11-01" } },
	};
	const { calls, check, run } = setUp(json(whoAmI, 200, headers));
	expect(await run(check.checkToken())).toEqual({
		user: "ann",
		namespaces: ["ann", "acme", "acme-labs"],
		role: "fineGrained",
		scopes: null,
	});
	expect(calls[0]?.url.href).toBe("https://huggingface.co/api/whoami-v2");
});

test("what a fine-grained token may do is told by namespace, and null where it cannot be read", async () => {
	const permissions = ["inference.endpoints.write"];
	const scoped = [{ entity: { _id: "1", name: "acme", type: "org" }, permissions }];
	const scopesIn = async (fineGrained: unknown) => {
		const accessToken = { role: "fineGrained", createdAt: "2026-11-01", fineGrained };
		const whoAmI = { type: "user", name: "ann", orgs: [], auth: { accessToken } };
		const { check, run } = setUp(json(whoAmI, 200, headers));
		return (await run(check.checkToken())).scopes;
	};
	expect(await scopesIn({ scoped, global: ["post.write"] })).toEqual([
		{ namespace: "acme", permissions },
		{ namespace: null, permissions: ["post.write"] },
	]);
	expect(await scopesIn({ scoped: "all" })).toBe(null);
});

test("a model is answered with its number of weights, or null where that is not known", async () => {
	const known = setUp(json({ id: "a/b", safetensors: { total: 8_030_261_248 } }, 200, headers));
	expect(await known.run(known.check.modelParameters("a/b"))).toBe(8_030_261_248);
	const silent = setUp(json({ id: "a/b" }, 200, headers));
	expect(await silent.run(silent.check.modelParameters("a/b"))).toBe(null);
	const missing = setUp(json({ error: "Repository not found" }, 404, headers));
	expect(await missing.run(missing.check.modelParameters("a/b"))).toBe(null);
});

test.each([
	["401", json({ error: `Invalid ${token}` }, 401, headers), "unauthorized"],
	["403", json({ error: "No" }, 403, headers), "forbidden"],
	["500", new Response(token, { status: 500 }), "unavailable"],
	["a broken answer", new Response(token), "unavailable"],
	["a cut connection", new TypeError(`fetch failed ${token}`), "unavailable"],
	["silence", "silent", "timeout"],
] as const)("%s rejects with an account error without the token in it", async (_, answer, code) => {
	const { check, run } = setUp(answer);
	const error: unknown = await run(check.checkToken()).catch((reason: unknown) => reason);
	expect(error).toMatchObject({ name: "HuggingFaceError", code });
	expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(token);
});

test("a token of another kind is refused before anything is sent", async () => {
	const { calls, check, run } = setUp(json({}), "sk-something");
	const error: unknown = await run(check.checkToken()).catch((reason: unknown) => reason);
	expect(calls).toEqual([]);
	expect(error).toMatchObject({ name: "HuggingFaceError" });
	expect(inspect(error)).not.toContain("sk-something");
});
