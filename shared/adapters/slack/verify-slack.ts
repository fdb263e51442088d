import { createHmac, timingSafeEqual } from "node:crypto";

/** docs.slack.dev, verifying requests: five minutes. Checked both ways; Slack's own library looks back only. */
const toleranceMs = 300_000;
/** A message with its blocks comes along with each click. */
export const largestSlackBodyBytes = 128 * 1_024;

export type SlackHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type SlackToVerify = {
	readonly headers: SlackHeaders;
	readonly rawBody: Uint8Array | string;
	readonly signingSecret: string;
	readonly nowMs: number;
};

export type VerifiedSlack =
	| { readonly ok: true }
	| { readonly ok: false; readonly status: 401 | 413; readonly problem: string };

/** Checks the signature `v0` of a request of Slack's over its raw bytes, before anything is parsed. */
export function verifySlack(request: SlackToVerify): VerifiedSlack {
	const { headers, signingSecret, nowMs } = request;
	if (signingSecret === "") throw new Error("no Slack signing secret is set");
	const body = Buffer.from(request.rawBody);
	if (body.length > largestSlackBodyBytes) {
		return { ok: false, status: 413, problem: "the body is too large" };
	}
	const timestamp = headerOf(headers, "x-slack-request-timestamp");
	const signature = headerOf(headers, "x-slack-signature");
	if (timestamp === null || !/^[1-9]\d{9}$/.test(timestamp)) {
		return refused("x-slack-request-timestamp is missing or malformed");
	}
	if (signature === null || !/^v0=[0-9a-f]{64}$/.test(signature)) {
		return refused("x-slack-signature is missing or malformed");
	}
	if (Math.abs(nowMs - Number(timestamp) * 1_000) > toleranceMs) {
		return refused("x-slack-request-timestamp is more than 5 minutes away");
	}
	const expected = Buffer.from(signSlack({ timestamp, rawBody: body, signingSecret }));
	const isSame = timingSafeEqual(Buffer.from(signature), expected);
	return isSame ? { ok: true } : refused("the signature does not match");
}

/** The value of `x-slack-signature`. */
export function signSlack(signed: {
	readonly timestamp: string;
	readonly rawBody: Uint8Array | string;
	readonly signingSecret: string;
}): string {
	const hmac = createHmac("sha256", signed.signingSecret);
	hmac.update(`v0:${signed.timestamp}:`).update(signed.rawBody);
	return `v0=${hmac.digest("hex")}`;
}

function refused(problem: string): VerifiedSlack {
	return { ok: false, status: 401, problem };
}

/** Null where the header is absent or stands there twice. */
function headerOf(headers: SlackHeaders, name: string): string | null {
	const found = Object.entries(headers)
		.filter(([key]) => key.toLowerCase() === name)
		.flatMap(([, value]) => value ?? []);
	const [value] = found;
	return found.length === 1 && value !== undefined ? value : null;
}
