import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseOverrideCommand } from "../../../shared/adapters/webhooks/override-command.ts";
import { signedOverrideRequest } from "../../../shared/adapters/webhooks/signed-override-request.ts";
import { verifyWebhook } from "../../../shared/adapters/webhooks/standard-webhook.ts";

const nowMs = Date.UTC(2026, 10, 22, 10);
const data = {
	kind: "hold",
	scope: { namespace: "acme", endpoint: "llama-8b-prod" },
	ttlSeconds: 7_200,
	reason: "launch demo today",
	actor: "oncall@acme",
} as const;

function parse(change: object, whole: object = {}) {
	const body = { type: "override.create", timestamp: "2026-11-22T10:00:00Z", ...whole };
	return parseOverrideCommand(JSON.stringify({ data: { ...data, ...change }, ...body }));
}

describe("a command", () => {
	test("says what, where, who, why and for how long", () => {
		expect(parse({})).toEqual({
			ok: true,
			command: {
				kind: "hold",
				namespace: "acme",
				endpoint: "llama-8b-prod",
				actor: "oncall@acme",
				reason: "launch demo today",
				ttlSeconds: 7_200,
				expiresAt: null,
				pastPeriod: false,
				details: {},
			},
		});
	});

	test("may leave its end open, and without an endpoint speaks of the whole namespace", () => {
		const parsed = parse({ ttlSeconds: undefined, scope: { namespace: "acme" } });
		const command = { ttlSeconds: null, expiresAt: null, endpoint: null };
		expect(parsed).toMatchObject({ ok: true, command });
	});

	test("may state its end as a time in any offset", () => {
		const parsed = parse({ ttlSeconds: undefined, expiresAt: "2026-11-22T12:30:00+01:00" });
		expect(parsed).toMatchObject({ ok: true, command: { expiresAt: nowMs + 5_400_000 } });
	});

	test("that the command line signs is verified and parsed", () => {
		const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
		const request = signedOverrideRequest({ id: "msg_1", nowMs, secret, data });
		const webhook = { headers: request.headers, rawBody: request.body, secrets: [secret], nowMs };
		expect(verifyWebhook(webhook).ok).toBe(true);
		expect(parseOverrideCommand(Buffer.from(request.body)).ok).toBe(true);
	});
});

describe("a command is refused with the path and what is allowed", () => {
	const cases: readonly (readonly [object, string, string])[] = [
		[{ kind: "lift" }, "data.kind", "hold | raise | protect"],
		[{ reason: "too short" }, "data.reason", "10 to 500"],
		[{ reason: "          x          " }, "data.reason", "10 to 500"],
		[{ reason: `forged\u001b[2J or\nsecond line` }, "data.reason", "on one line"],
		[{ actor: "" }, "data.actor", "1 to 100"],
		[{ ttlSeconds: 604_801 }, "data.ttlSeconds", "60 to 604800"],
		[{ ttlSeconds: 0 }, "data.ttlSeconds", "60 to 604800"],
		[{ kind: "raise" }, "data", "addUsd or toUsd"],
		[{ kind: "raise", addUsd: 5, toUsd: 50, scope: { namespace: "acme" } }, "data", "addUsd"],
		[{ kind: "raise", addUsd: 5 }, "data", "addUsd or toUsd"],
		[{ kind: "raise", addUsd: -5 }, "data.addUsd", "US dollars"],
		[{ addUsd: 5 }, "data", "raise: addUsd"],
		[{ kind: "deny" }, "data", "deny: planHash"],
		[{ kind: "approve", planHash: "x" }, "data.planHash", "hash of a plan"],
		[{ kind: "silence" }, "data", "silence: matchers"],
		[
			{ kind: "silence", matchers: [{ name: "any", value: "x" }] },
			"data.matchers.0.name",
			"severity",
		],
		[
			{ kind: "hold", matchers: [{ name: "group", value: "research" }] },
			"data",
			"silence: matchers",
		],
		[{ kind: "ack" }, "data", "ack: noticeId"],
		[{ kind: "revoke", overrideId: "msg_1" }, "data", "revoke: overrideId"],
		[{ ttlSeconds: 90.5 }, "data.ttlSeconds", "whole seconds"],
		[{ ttlSeconds: "7200" }, "data.ttlSeconds", "whole seconds"],
		[{ expiresAt: "2026-11-22T11:00:00Z" }, "data", "one of them"],
		[{ ttlSeconds: undefined, expiresAt: "tomorrow" }, "data.expiresAt", "a time such as"],
		[{ scope: { namespace: "acme", endpoint: "A B" } }, "data.scope.endpoint", "endpoint name"],
		[{ scope: { namespace: "../x" } }, "data.scope.namespace", "user or organisation"],
		[{ scope: { namespace: "acme", all: true } }, "data.scope", "namespace, endpoint"],
		[{ scope: undefined }, "data.scope", "namespace, endpoint"],
		[{ budget: 5 }, "data", "kind, scope"],
	];
	test.each(cases)("%j", (change, path, allowed) => {
		const parsed = parse(change);
		if (parsed.ok) throw new Error("it was accepted");
		const problem = parsed.problems.find((one) => one.path === path);
		expect(problem?.allowed).toContain(allowed);
	});

	test("but a silence may name a group, and nothing beside its name", () => {
		const ofGroup = (more: object) =>
			parse({ kind: "silence", matchers: [{ name: "group", value: "research", ...more }] }).ok;
		expect([ofGroup({}), ofGroup({ tag: "team" })]).toEqual([true, false]);
	});

	test("of another type, without a time, or with more than a body has", () => {
		for (const whole of [{ type: "override.delete" }, { timestamp: 5 }, { extra: 1 }]) {
			expect(parse({}, whole).ok).toBe(false);
		}
	});

	test("that is no JSON, or no UTF-8", () => {
		expect(parseOverrideCommand("{").ok).toBe(false);
		expect(parseOverrideCommand(Uint8Array.of(0x22, 0xff, 0x22)).ok).toBe(false);
		expect(parseOverrideCommand("[".repeat(20_000)).ok).toBe(false);
	});
});

test("no body throws, and what is accepted has at most one end and a reason", () => {
	const anything = fc.record(
		{
			kind: fc.constantFrom("hold", "protect", "restore-now", "x"),
			scope: fc.record({ namespace: fc.constantFrom("acme", "") }),
			ttlSeconds: fc.oneof(fc.integer(), fc.double(), fc.nat(90_000)),
			reason: fc.string({ maxLength: 30 }),
			actor: fc.string({ maxLength: 10 }),
			expiresAt: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
		},
		{ requiredKeys: ["kind", "scope"] },
	);
	const property = fc.property(fc.oneof(anything, fc.jsonValue()), (value) => {
		const body = { type: "override.create", timestamp: "2026-11-22T10:00:00Z", data: value };
		const parsed = parseOverrideCommand(JSON.stringify(body));
		if (!parsed.ok) return parsed.problems.length > 0;
		const { ttlSeconds, expiresAt, reason } = parsed.command;
		const inRange = ttlSeconds === null || (ttlSeconds >= 60 && ttlSeconds <= 604_800);
		const oneEnd = ttlSeconds === null || expiresAt === null;
		return inRange && oneEnd && !Number.isNaN(expiresAt) && reason.trim().length >= 10;
	});
	fc.assert(property, { numRuns: 2_000 });
});
