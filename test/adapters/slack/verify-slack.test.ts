import { describe, expect, test } from "vitest";
import { isResponseUrl } from "../../../shared/adapters/slack/response-url.ts";
import { signSlack, verifySlack } from "../../../shared/adapters/slack/verify-slack.ts";

/** The example of docs.slack.dev, "Verifying requests from Slack". */
const vector = {
	signingSecret: "8f742231b10e8888abcd99yyyzzz85a5",
	timestamp: "1531420618",
	rawBody:
		"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
	signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
};
const nowMs = Number(vector.timestamp) * 1_000;

function verify(
	change: { headers?: Record<string, string>; nowMs?: number; rawBody?: string } = {},
) {
	return verifySlack({
		headers: {
			"X-Slack-Request-Timestamp": vector.timestamp,
			"X-Slack-Signature": vector.signature,
			...change.headers,
		},
		rawBody: change.rawBody ?? vector.rawBody,
		signingSecret: vector.signingSecret,
		nowMs: change.nowMs ?? nowMs,
	});
}

test("the documented example is signed and verified as documented", () => {
	expect(signSlack(vector)).toBe(vector.signature);
	expect(verify()).toEqual({ ok: true });
});

test("the clock window is five minutes, both ways", () => {
	for (const offset of [-300_000, 300_000]) expect(verify({ nowMs: nowMs + offset }).ok).toBe(true);
	for (const offset of [-300_001, 300_001])
		expect(verify({ nowMs: nowMs + offset }).ok).toBe(false);
});

describe("anything else is refused", () => {
	test.each([
		{ rawBody: `${vector.rawBody}&user_id=U1` },
		{ headers: { "X-Slack-Signature": vector.signature.replace("a2", "a3") } },
		{ headers: { "X-Slack-Signature": vector.signature.slice(3) } },
		{ headers: { "X-Slack-Signature": "" } },
		{ headers: { "X-Slack-Request-Timestamp": "1531420619" } },
		{ headers: { "X-Slack-Request-Timestamp": "1531420618abc" } },
		{ headers: { "x-slack-signature": vector.signature } },
	])("%j", (change) => {
		expect(verify(change)).toMatchObject({ ok: false, status: 401 });
	});

	test("a body above 128 KB, and a secret that is not set", () => {
		expect(verify({ rawBody: "x".repeat(131_073) })).toMatchObject({ status: 413 });
		const bare = { headers: {}, rawBody: "", signingSecret: "", nowMs };
		expect(() => verifySlack(bare)).toThrow("signing secret");
	});
});

test("a reply goes to Slack's own host and to no other", () => {
	expect(isResponseUrl("https://hooks.slack.com/actions/T1/2/x")).toBe(true);
	for (const address of [
		"http://hooks.slack.com/x",
		"https://hooks.slack.com.evil.example/x",
		"https://hooks.slack.com:8443/x",
		"https://a@hooks.slack.com/x",
		"https://evil.example/https://hooks.slack.com/",
		"https://169.254.169.254/latest/meta-data",
		"file:///etc/passwd",
		"",
	]) {
		expect([address, isResponseUrl(address)]).toEqual([address, false]);
	}
});
