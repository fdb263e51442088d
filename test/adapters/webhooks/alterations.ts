import type { WebhookToVerify } from "../../../shared/adapters/webhooks/standard-webhook.ts";

type Random = (below: number) => number;

export type Alteration = {
	readonly name: string;
	readonly alter: (request: WebhookToVerify, random: Random) => WebhookToVerify;
};

/** Whole numbers below a bound, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
	};
}

/** Ways to alter a signed request so that it no longer is the one that was signed. */
export const alterations: readonly Alteration[] = [
	{ name: "a bit of the body", alter: bodyBit },
	{ name: "a byte put into the body", alter: bodyInsertion },
	{ name: "the body cut short", alter: bodyCut },
	{ name: "an empty body", alter: (request) => ({ ...request, rawBody: "" }) },
	{ name: "the body as Latin-1", alter: bodyLatin },
	{ name: "a character of the id", alter: header("webhook-id", otherCharacter) },
	{ name: "a character of the time", alter: header("webhook-timestamp", otherDigit) },
	{ name: "a character of the signature", alter: header("webhook-signature", otherCharacter) },
	{ name: "a character lost from a header", alter: anyHeader(lostCharacter) },
	{ name: "a character added to a header", alter: anyHeader(addedCharacter) },
	{ name: "a header lost", alter: anyHeader(() => undefined) },
	{ name: "a header twice", alter: anyHeader((value) => [value, value]) },
	{ name: "the border between id and time moved", alter: movedBorder },
	{ name: "another secret", alter: otherSecret },
	{ name: "too late", alter: (request, random) => atTime(request, 601_000 + random(1e9)) },
	{ name: "too early", alter: (request, random) => atTime(request, -601_000 - random(1e9)) },
];

function bytesOf(request: WebhookToVerify): Buffer {
	return Buffer.from(request.rawBody);
}

function bodyBit(request: WebhookToVerify, random: Random): WebhookToVerify {
	const body = bytesOf(request);
	const at = random(body.length);
	body.writeUInt8(body.readUInt8(at) ^ (1 << random(8)), at);
	return { ...request, rawBody: body };
}

function bodyInsertion(request: WebhookToVerify, random: Random): WebhookToVerify {
	const body = bytesOf(request);
	const at = random(body.length + 1);
	const added = Buffer.from([random(256)]);
	return { ...request, rawBody: Buffer.concat([body.subarray(0, at), added, body.subarray(at)]) };
}

function bodyCut(request: WebhookToVerify, random: Random): WebhookToVerify {
	const body = bytesOf(request);
	return { ...request, rawBody: body.subarray(0, random(body.length)) };
}

function bodyLatin(request: WebhookToVerify): WebhookToVerify {
	return { ...request, rawBody: bytesOf(request).toString("latin1") };
}

type HeaderValue = string | readonly string[] | undefined;
type ChangeHeader = (value: string, random: Random) => HeaderValue;

function header(name: string, change: ChangeHeader): Alteration["alter"] {
	return (request, random) => {
		const value = String(request.headers[name]);
		return { ...request, headers: { ...request.headers, [name]: change(value, random) } };
	};
}

function anyHeader(change: ChangeHeader): Alteration["alter"] {
	return (request, random) => {
		const names = Object.keys(request.headers);
		return header(names[random(names.length)] ?? "webhook-id", change)(request, random);
	};
}

function otherCharacter(value: string, random: Random): string {
	const at = random(value.length);
	const code = (value.charCodeAt(at) + 1 + random(126)) % 127;
	return value.slice(0, at) + String.fromCharCode(code) + value.slice(at + 1);
}

function otherDigit(value: string, random: Random): string {
	const at = random(value.length);
	const digit = (Number(value[at]) + 1 + random(9)) % 10;
	return value.slice(0, at) + digit + value.slice(at + 1);
}

function lostCharacter(value: string, random: Random): string {
	const at = random(value.length);
	return value.slice(0, at) + value.slice(at + 1);
}

function addedCharacter(value: string, random: Random): string {
	const at = random(value.length + 1);
	return value.slice(0, at) + String.fromCharCode(random(127)) + value.slice(at);
}

/** `id.time.body` is what is signed: a character that moves over a dot must not go unseen. */
function movedBorder(request: WebhookToVerify): WebhookToVerify {
	const id = String(request.headers["webhook-id"]);
	const time = String(request.headers["webhook-timestamp"]);
	const headers = { ...request.headers, "webhook-id": `${id}.${time}` };
	return { ...request, headers, rawBody: `${time}.${bytesOf(request).toString()}` };
}

function otherSecret(request: WebhookToVerify, random: Random): WebhookToVerify {
	const key = Buffer.alloc(32, random(256));
	return { ...request, secrets: [`whsec_${key.toString("base64")}`] };
}

function atTime(request: WebhookToVerify, laterMs: number): WebhookToVerify {
	return { ...request, nowMs: request.nowMs + laterMs };
}
