import { createHash } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
	isWebhookSecret,
	signWebhook,
	verifyWebhook,
	type WebhookToVerify,
} from "../../../shared/adapters/webhooks/standard-webhook.ts";
import { alterations, seededRandom } from "./alterations.ts";

/** The example of the Standard Webhooks specification's reference libraries. */
const vector = {
	// Put together here, because whole it looks like a secret that has leaked.
	secret: ["whsec", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"].join("_"),
	id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
	timestampSeconds: 1_614_265_330,
	rawBody: '{"test": 2432232314}',
	signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const nowMs = vector.timestampSeconds * 1_000;
const otherSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

function request(change: Partial<WebhookToVerify> = {}): WebhookToVerify {
	const headers = {
		"webhook-id": vector.id,
		"webhook-timestamp": String(vector.timestampSeconds),
		"webhook-signature": vector.signature,
	};
	return { headers, rawBody: vector.rawBody, secrets: [vector.secret], nowMs, ...change };
}

function withHeaders(change: Record<string, string | string[] | undefined>): WebhookToVerify {
	return request({ headers: { ...request().headers, ...change } });
}

afterEach(() => {
	vi.useRealTimers();
});

describe("the published vector", () => {
	test("is signed as published", () => {
		expect(signWebhook(vector)).toBe(vector.signature);
	});

	test("is accepted, and tells the hash of its body", () => {
		expect(verifyWebhook(request())).toEqual({
			ok: true,
			id: vector.id,
			timestampSeconds: 1_614_265_330,
			secretIndex: 0,
			bodySha256: createHash("sha256").update(vector.rawBody).digest("hex"),
		});
	});

	test("is accepted as bytes, and whatever the case of the header names", () => {
		const headers = Object.fromEntries(
			Object.entries(request().headers).map(([name, value]) => [name.toUpperCase(), value]),
		);
		const rawBody = new TextEncoder().encode(vector.rawBody);
		expect(verifyWebhook(request({ headers, rawBody })).ok).toBe(true);
	});
});

describe("against the reference library", () => {
	const bodies = [vector.rawBody, "{}", "", '{"name":"Zürich 東京 🚦"}', "not json"];

	test("what it signs is accepted here", () => {
		for (const rawBody of bodies) {
			const signature = new Webhook(vector.secret).sign(vector.id, new Date(nowMs), rawBody);
			const headers = { ...request().headers, "webhook-signature": signature };
			expect(verifyWebhook(request({ headers, rawBody })).ok).toBe(true);
		}
	});

	test("what is signed here is accepted there", () => {
		vi.useFakeTimers({ now: nowMs });
		for (const rawBody of bodies) {
			const signature = signWebhook({ ...vector, rawBody });
			const headers = { ...request().headers, "webhook-signature": signature };
			const verify = () =>
				new Webhook(vector.secret).verify(rawBody, headers, {
					jsonParse: false,
				});
			expect(verify).not.toThrow();
		}
	});
});

describe("the clock window", () => {
	const offsets = [-300_001, -300_000, 0, 300_000, 300_001];
	test.each(offsets)("of 5 minutes both ways decides at %i ms", (offset) => {
		const accepted = Math.abs(offset) <= 300_000;
		const verified = verifyWebhook(request({ nowMs: nowMs + offset }));
		expect(verified.ok).toBe(accepted);
		if (!verified.ok) expect(verified).toMatchObject({ status: 401 });
	});
});

describe("several secrets and signatures", () => {
	test("either of two secrets may have signed, in any order", () => {
		expect(verifyWebhook(request({ secrets: [otherSecret, vector.secret] })).ok).toBe(true);
		expect(verifyWebhook(request({ secrets: [vector.secret, otherSecret] })).ok).toBe(true);
		expect(verifyWebhook(request({ secrets: [otherSecret] })).ok).toBe(false);
	});

	test("one right signature among others is enough; other versions are passed over", () => {
		const other = signWebhook({ ...vector, secret: otherSecret });
		for (const list of [`${other} ${vector.signature}`, `v1a,abc= ${vector.signature}`]) {
			expect(verifyWebhook(withHeaders({ "webhook-signature": list })).ok).toBe(true);
		}
		const asOther = vector.signature.replace("v1,", "v1a,");
		expect(verifyWebhook(withHeaders({ "webhook-signature": asOther })).ok).toBe(false);
	});

	test("a signature in other base64 of the same bytes is refused", () => {
		const same = vector.signature.replace("OE=", "OF=");
		const bytesOf = (text: string) => Buffer.from(text.slice(3), "base64");
		expect(bytesOf(same).equals(bytesOf(vector.signature))).toBe(true);
		expect(verifyWebhook(withHeaders({ "webhook-signature": same })).ok).toBe(false);
	});
});

describe("malformed requests are refused with 401", () => {
	const nine = Array.from({ length: 9 }, () => vector.signature).join(" ");
	const cases: readonly (readonly [string, string | string[] | undefined])[] = [
		["webhook-id", undefined],
		["webhook-id", ""],
		["webhook-id", "a.b"],
		["webhook-id", "x".repeat(129)],
		["webhook-id", [vector.id, vector.id]],
		["Webhook-Id", vector.id],
		["webhook-timestamp", undefined],
		["webhook-timestamp", "1614265330abc"],
		["webhook-timestamp", "+1614265330"],
		["webhook-timestamp", "01614265330"],
		["webhook-timestamp", "1614265330.0"],
		["webhook-timestamp", " 1614265330"],
		["webhook-timestamp", "1.61426533e9"],
		["webhook-signature", undefined],
		["webhook-signature", ""],
		["webhook-signature", "v1,"],
		["webhook-signature", vector.signature.slice(3)],
		["webhook-signature", `${vector.signature} `],
		["webhook-signature", `${vector.signature}  ${vector.signature}`],
		["webhook-signature", `v1,abc ${"x".repeat(1_024)} ${vector.signature}`],
		["webhook-signature", nine],
	];
	test.each(cases)("%s: %j", (name, value) => {
		expect(verifyWebhook(withHeaders({ [name]: value }))).toMatchObject({ ok: false, status: 401 });
		expect(verifyWebhook(request()).ok).toBe(true);
	});
});

test("a body of 20 KB is accepted, one byte more is refused with 413", () => {
	for (const [length, ok] of [
		[20_480, true],
		[20_481, false],
	] as const) {
		const rawBody = "x".repeat(length);
		const signature = signWebhook({ ...vector, rawBody });
		const headers = { ...request().headers, "webhook-signature": signature };
		const verified = verifyWebhook(request({ headers, rawBody }));
		expect(verified).toMatchObject(ok ? { ok } : { ok, status: 413 });
	}
});

test("without a usable secret nothing is accepted and nothing is signed", () => {
	for (const secret of ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]) {
		expect(isWebhookSecret(secret)).toBe(false);
		expect(() => verifyWebhook(request({ secrets: [secret] }))).toThrow(/override secret/);
		expect(() => signWebhook({ ...vector, secret })).toThrow(/override secret/);
	}
	expect(() => verifyWebhook(request({ secrets: [] }))).toThrow(/override secret/);
});

test("20,000 altered requests are refused, and the unaltered original of each is accepted", {
	timeout: 60_000,
}, () => {
	const seed = Math.floor(performance.timeOrigin);
	const random = seededRandom(seed);
	const outcomes = { originals: 0, altered: 0, accepted: [] as string[] };
	for (let round = 0; round < 20_000; round += 1) {
		const original = signedRequest(random);
		const altered = alterations[round % alterations.length];
		if (altered === undefined) continue;
		if (verifyWebhook(original).ok) outcomes.originals += 1;
		outcomes.altered += 1;
		if (verifyWebhook(altered.alter(original, random)).ok) outcomes.accepted.push(altered.name);
	}
	const { originals, altered, accepted } = outcomes;
	process.stdout.write(`webhook seed ${seed}: ${altered} altered, ${accepted.length} accepted\n`);
	expect({ seed, originals, accepted }).toEqual({ seed, originals: 20_000, accepted: [] });
});

function signedRequest(random: (below: number) => number): WebhookToVerify {
	const id = `msg_${random(1e9)}`;
	const timestampSeconds = vector.timestampSeconds + random(600) - 300;
	const rawBody = Buffer.from(
		JSON.stringify({ reason: `ä${random(1e9)}`, ttlSeconds: random(1e5) }),
	);
	const headers = {
		"webhook-id": id,
		"webhook-timestamp": String(timestampSeconds),
		"webhook-signature": signWebhook({ id, timestampSeconds, rawBody, secret: vector.secret }),
	};
	return { headers, rawBody, secrets: [vector.secret], nowMs };
}
