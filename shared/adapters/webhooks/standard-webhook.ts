import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Standard Webhooks 1.0.0 advises payloads below 20 KB. */
export const largestBodyBytes = 20 * 1024;
/** Both ways, as the reference library does. */
const toleranceMs = 300_000;
/** The id becomes part of a store key, so it is short and of plain characters. */
const idPattern = /^[A-Za-z0-9_-]{1,128}$/;
/** Unix seconds, ten digits until the year 2286; no sign, no leading zero, no `123abc`. */
const timestampPattern = /^[1-9]\d{9}$/;
/** A version and base64; other versions than v1 (for example v1a) are passed over. */
const signaturePattern = /^v\d[a-z]?,[A-Za-z0-9+/]+={0,2}$/;
const longestSignatureHeader = 1_024;
const mostSignatures = 8;
/** Standard Webhooks 1.0.0: secrets of 24 to 64 bytes. */
const secretBytes = { least: 24, most: 64 };

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type WebhookToSign = {
	readonly id: string;
	readonly timestampSeconds: number;
	readonly rawBody: Uint8Array | string;
	readonly secret: string;
};

export type WebhookToVerify = {
	readonly headers: WebhookHeaders;
	/** As it came over the wire: a body that was parsed and written again has another signature. */
	readonly rawBody: Uint8Array | string;
	/** Two during a rotation; any of them may have signed. */
	readonly secrets: readonly string[];
	readonly nowMs: number;
};

export type VerifiedWebhook =
	| {
			readonly ok: true;
			readonly id: string;
			readonly timestampSeconds: number;
			/** Hex; tells a repetition (same id, same body) from a conflict (same id, other body). */
			readonly bodySha256: string;
			/** Place of the secret that signed, in `secrets`. */
			readonly secretIndex: number;
	  }
	| { readonly ok: false; readonly status: 401 | 413; readonly problem: string };

/**
 * Checks a request against Standard Webhooks 1.0.0 before anything in it is parsed.
 * Throws when no secret is usable: that is a mistake of the operator, and nothing may be accepted.
 */
export function verifyWebhook(request: WebhookToVerify): VerifiedWebhook {
	const keys = request.secrets.map(secretKey);
	if (keys.length === 0) throw new Error("no override secret is set");
	const body = Buffer.from(request.rawBody);
	if (body.length > largestBodyBytes) {
		return { ok: false, status: 413, problem: `the body is larger than ${largestBodyBytes} bytes` };
	}
	const id = headerOf(request.headers, "webhook-id");
	const timestamp = headerOf(request.headers, "webhook-timestamp");
	const signatures = signaturesOf(headerOf(request.headers, "webhook-signature"));
	if (id === null || !idPattern.test(id)) return refused("webhook-id is missing or malformed");
	if (timestamp === null || !timestampPattern.test(timestamp)) {
		return refused("webhook-timestamp is missing or malformed");
	}
	if (signatures.length === 0) return refused("webhook-signature is missing or malformed");
	const timestampSeconds = Number(timestamp);
	if (Math.abs(request.nowMs - timestampSeconds * 1_000) > toleranceMs) {
		return refused("webhook-timestamp is more than 5 minutes away");
	}
	const expected = keys.map((key) => signature({ id, timestamp, body, key }));
	const secretIndex = indexOfEqual(signatures, expected);
	if (secretIndex === null) return refused("no signature matches");
	const bodySha256 = createHash("sha256").update(body).digest("hex");
	return { ok: true, id, timestampSeconds, bodySha256, secretIndex };
}

/** The value of the `webhook-signature` header. Throws on a malformed secret, id or time. */
export function signWebhook(webhook: WebhookToSign): string {
	const { id, secret, rawBody } = webhook;
	const timestamp = String(webhook.timestampSeconds);
	if (!idPattern.test(id)) throw new TypeError("webhook id must be 1 to 128 of A-Z a-z 0-9 _ -");
	if (!timestampPattern.test(timestamp)) throw new TypeError("webhook time must be Unix seconds");
	return signature({ id, timestamp, body: Buffer.from(rawBody), key: secretKey(secret) });
}

/** `whsec_` and base64 of 24 to 64 bytes. */
export function isWebhookSecret(secret: string): boolean {
	const text = secret.replace(/^whsec_/, "");
	const { length } = Buffer.from(text, "base64");
	const sized = length >= secretBytes.least && length <= secretBytes.most;
	return secret.startsWith("whsec_") && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && sized;
}

function secretKey(secret: string): Buffer {
	if (!isWebhookSecret(secret)) {
		throw new TypeError("the override secret must be whsec_ and base64 of 24 to 64 bytes");
	}
	return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}

function refused(problem: string): VerifiedWebhook {
	return { ok: false, status: 401, problem };
}

/** Null where the header is absent, or stands there twice: which one was meant is not guessed. */
function headerOf(headers: WebhookHeaders, name: string): string | null {
	const found = Object.entries(headers)
		.filter(([key]) => key.toLowerCase() === name)
		.flatMap(([, value]) => value ?? []);
	const [value] = found;
	return found.length === 1 && value !== undefined ? value : null;
}

/** The v1 signatures of the header; none at all when any part of it is malformed. */
function signaturesOf(header: string | null): readonly string[] {
	if (header === null || header.length > longestSignatureHeader) return [];
	const parts = header.split(" ");
	if (parts.length > mostSignatures || !parts.every((part) => signaturePattern.test(part))) {
		return [];
	}
	return parts.filter((part) => part.startsWith("v1,"));
}

function signature(signed: {
	readonly id: string;
	readonly timestamp: string;
	readonly body: Buffer;
	readonly key: Buffer;
}): string {
	const hmac = createHmac("sha256", signed.key);
	hmac.update(`${signed.id}.${signed.timestamp}.`).update(signed.body);
	return `v1,${hmac.digest("base64")}`;
}

/**
 * Compares texts, not decoded bytes: base64 has spare bits, so that several texts decode to one
 * signature. Every pair is compared, so that the time tells nothing about which one matched.
 */
function indexOfEqual(presented: readonly string[], expected: readonly string[]): number | null {
	let found: number | null = null;
	for (const one of presented) {
		for (const [index, other] of expected.entries()) {
			const [a, b] = [Buffer.from(one), Buffer.from(other)];
			if (a.length === b.length && timingSafeEqual(a, b)) found ??= index;
		}
	}
	return found;
}
