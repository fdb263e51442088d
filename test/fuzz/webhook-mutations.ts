import { signWebhook } from "../../shared/adapters/webhooks/standard-webhook.ts";

export type Random = (below: number) => number;

/** A request as it comes to the function, before it is decoded. */
export type Request = {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
	/** How the body is handed over: as bytes in base64, or as text. */
	readonly isBase64Encoded: boolean;
};

export type Original = Request & {
	readonly id: string;
	readonly timestampSeconds: number;
	readonly secret: string;
	readonly command: Readonly<Record<string, unknown>>;
};

export type Mutation = {
	readonly name: string;
	/** After the original was accepted, or before. */
	readonly when: "before" | "after";
	readonly mutate: (original: Original, random: Random) => Request;
};

/** The request signed anew after its parts were changed: a holder of the key who sends nonsense. */
function resigned(original: Original, change: Partial<Original>): Request {
	const { id, timestampSeconds, secret, body, isBase64Encoded } = { ...original, ...change };
	const signature = signWebhook({ id, timestampSeconds, rawBody: body, secret });
	const headers = {
		"webhook-id": id,
		"webhook-timestamp": String(timestampSeconds),
		"webhook-signature": signature,
	};
	return { headers, body, isBase64Encoded };
}

function withHeader(original: Original, name: string, value: string | undefined): Request {
	const others = Object.entries(original.headers).filter(([key]) => key !== name);
	const headers = Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
	return { ...original, headers };
}

const headerNames = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

function oneOf<Value>(random: Random, values: readonly Value[]): Value {
	const value = values[random(values.length)];
	if (value === undefined) throw new Error("there is nothing to choose from");
	return value;
}

function flippedBit(bytes: Buffer, random: Random): Buffer {
	const changed = Buffer.from(bytes);
	const at = random(changed.length);
	changed.writeUInt8(changed.readUInt8(at) ^ (1 << random(8)), at);
	return changed;
}

function otherCharacter(text: string, random: Random): string {
	const at = random(text.length);
	const code = (text.charCodeAt(at) + 1 + random(126)) % 127;
	return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
}

function header(original: Original, random: Random): Request {
	const name = oneOf(random, headerNames);
	const value = original.headers[name] ?? "";
	return oneOf(random, [
		() => withHeader(original, name, undefined),
		() => withHeader(original, name, otherCharacter(value, random)),
		() => withHeader(original, name, `${value}, ${value}`),
		() => withHeader(original, name, value.slice(1)),
		() => withHeader(original, name, ""),
		() => withHeader(original, name.toUpperCase(), otherCharacter(value, random)),
		() => withHeader(original, "webhook-signature", `v1a,${"A".repeat(43)}=`),
	])();
}

function body(original: Original, random: Random): Request {
	const bytes = original.body;
	const at = random(bytes.length);
	return oneOf(random, [
		() => ({ ...original, body: flippedBit(bytes, random) }),
		() => ({ ...original, body: bytes.subarray(0, at) }),
		() => ({
			...original,
			body: Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]),
		}),
		() => resigned(original, { body: Buffer.from(nonsense(original, random)) }),
		() => resigned(original, { body: bytes.subarray(0, at) }),
	])();
}

/** Bodies that a holder of the key could send and that order nothing. */
function nonsense({ command }: Original, random: Random): string {
	const whole = { type: "override.create", timestamp: "2026-11-22T10:00:00Z", data: command };
	return JSON.stringify(
		oneOf<unknown>(random, [
			{ ...whole, type: "override.delete" },
			{ ...whole, extra: 1 },
			{ ...whole, data: { ...command, kind: "lift" } },
			{ ...whole, data: { ...command, kind: "raise" } },
			{ ...whole, data: { ...command, reason: "short" } },
			{ ...whole, data: { ...command, reason: "two\nlines of a log" } },
			{ ...whole, data: { ...command, ttlSeconds: -1 } },
			{ ...whole, data: { ...command, ttlSeconds: 1e300 } },
			{ ...whole, data: { ...command, expiresAt: "2026-11-22T10:00:00Z" } },
			{ ...whole, data: { ...command, scope: { namespace: "other" } } },
			{ ...whole, data: { ...command, scope: { namespace: "../acme" } } },
			{ ...whole, data: { ...command, scope: { namespace: ["acme"] } } },
			{ ...whole, data: [command] },
			JSON.parse(`{"__proto__":{"kind":"hold"},"constructor":{"prototype":{}}}`),
			[],
			null,
			random(1e9),
		]),
	);
}

/** Originals lie anywhere in the window of 300 s both ways: a shift by more than its width always leaves it. */
const windowSeconds = 600;

function time(original: Original, random: Random): Request {
	const late = windowSeconds + 1 + random(1e6);
	const { timestampSeconds } = original;
	const text = String(timestampSeconds);
	return oneOf(random, [
		() => resigned(original, { timestampSeconds: timestampSeconds - late }),
		() => resigned(original, { timestampSeconds: timestampSeconds + late }),
		() => withHeader(original, "webhook-timestamp", String(timestampSeconds + 1 + random(200))),
		() => withHeader(original, "webhook-timestamp", `${text}abc`),
		() => withHeader(original, "webhook-timestamp", `${text}.0`),
		() => withHeader(original, "webhook-timestamp", `${text}000`),
		() => withHeader(original, "webhook-timestamp", `0x${timestampSeconds.toString(16)}`),
		() => withHeader(original, "webhook-timestamp", `-${text}`),
	])();
}

function id(original: Original, random: Random): Request {
	return oneOf(random, [
		() => withHeader(original, "webhook-id", `${original.id}${random(10)}`),
		() => withHeader(original, "webhook-id", `${original.id}.${original.timestampSeconds}`),
		() => withHeader(original, "webhook-id", "x".repeat(129 + random(5_000))),
		() => withHeader(original, "webhook-id", `../${original.id}`),
		() => withHeader(original, "webhook-id", "override#*"),
		() => withHeader(original, "webhook-id", " "),
	])();
}

function secret(original: Original, random: Random): Request {
	const key = Buffer.from(original.secret.slice("whsec_".length), "base64");
	const withKey = (bytes: Buffer) =>
		resigned(original, { secret: `whsec_${bytes.toString("base64")}` });
	return oneOf(random, [
		() => withKey(flippedBit(key, random)),
		() => withKey(Buffer.alloc(32, random(256))),
		() => withKey(key.subarray(1)),
		() => withKey(Buffer.concat([key, key]).subarray(0, 64)),
		() => withHeader(original, "webhook-signature", "v1,"),
		() => withHeader(original, "webhook-signature", `v1,${"A".repeat(43)}=`),
	])();
}

function encoding(original: Original, random: Random): Request {
	const text = original.body.toString("utf8");
	return oneOf(random, [
		() => ({ ...original, body: Buffer.from(text, "utf16le") }),
		() => ({ ...original, body: Buffer.from(`\ufeff${text}`) }),
		() => ({ ...original, body: Buffer.from(text, "latin1") }),
		() => ({ ...original, body: Buffer.from(text.normalize("NFD")) }),
		() => ({ ...original, body: Buffer.from(JSON.stringify(JSON.parse(text), null, 1)) }),
		() => ({ ...original, body: Buffer.from(encodeURIComponent(text)) }),
		() => ({ ...original, body: Buffer.from(original.body.toString("base64")) }),
		() => resigned(original, { body: Buffer.from(text, "utf16le") }),
		() => resigned(original, { body: Buffer.from([0xff, 0xfe, ...original.body]) }),
	])();
}

/** The request once more: the stored answer. The same id for another order: a conflict. */
function duplication(original: Original, random: Random): Request {
	const other = { ...original.command, reason: `another reason ${random(1e9)}` };
	const text = JSON.stringify({
		type: "override.create",
		timestamp: "2026-11-22T10:00:00Z",
		data: other,
	});
	return oneOf(random, [
		() => original,
		() => ({ ...original, isBase64Encoded: true }),
		() => resigned(original, { timestampSeconds: original.timestampSeconds + random(60) }),
		() => resigned(original, { body: Buffer.from(text) }),
	])();
}

const largestBytes = 20 * 1_024;

function size(original: Original, random: Random): Request {
	const padding = Buffer.alloc(largestBytes + random(largestBytes), " ");
	const padded = Buffer.concat([original.body, padding]);
	return oneOf(random, [
		() => resigned(original, { body: padded }),
		() => ({ ...original, body: padded }),
		() => ({ ...original, body: Buffer.alloc(0) }),
		() => resigned(original, { body: Buffer.alloc(0) }),
		() => resigned(original, { body: Buffer.from("[".repeat(5_000 + random(10_000))) }),
		() => withHeader(original, "webhook-signature", "v1,A= ".repeat(200 + random(200))),
	])();
}

/** One class of change for each part of a request. */
export const mutations: readonly Mutation[] = [
	{ name: "header", when: "before", mutate: header },
	{ name: "body", when: "before", mutate: body },
	{ name: "time", when: "before", mutate: time },
	{ name: "id", when: "before", mutate: id },
	{ name: "secret", when: "before", mutate: secret },
	{ name: "encoding", when: "before", mutate: encoding },
	{ name: "size", when: "before", mutate: size },
	{ name: "duplication", when: "after", mutate: duplication },
];
