import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readReference, readSettings } from "../../shared/config/settings.ts";

const secretOf = (byte: string) => `whsec_${Buffer.from(byte.repeat(32)).toString("base64")}`;

function settingsOf(environment: Record<string, string>) {
	const read = readSettings(environment);
	if (!read.ok) throw new Error(read.problems.join("\n"));
	return read.settings;
}

function problemsOf(environment: Record<string, string>): string {
	const read = readSettings(environment);
	return read.ok ? "accepted" : read.problems.join("\n");
}

test("an empty environment gives the real addresses, port 8787 and .guardrail", () => {
	expect(settingsOf({})).toEqual({
		hfToken: null,
		pageKey: null,
		endpointsUrl: "https://api.endpoints.huggingface.cloud",
		hubUrl: "https://huggingface.co",
		routerUrl: "https://router.huggingface.co",
		port: 8787,
		home: ".guardrail",
		slackWebhookUrl: null,
		slackBot: null,
		slackSigningSecret: null,
		noticeWebhook: null,
		snsTopicArn: null,
		eventBusName: null,
		overrideSecrets: [],
	});
});

test("an empty variable counts as not set", () => {
	expect(settingsOf({ HF_TOKEN: "", PORT: "" })).toMatchObject({ hfToken: null, port: 8787 });
});

test("a secret is handed over only by reveal, never by printing, JSON or inspection", () => {
	const settings = settingsOf({
		HF_TOKEN: "hf_canary",
		SLACK_WEBHOOK_URL: "https://hooks.slack.com/canary",
		OVERRIDE_SECRET: `${secretOf("c")} ${secretOf("d")}`,
	});
	const shown = [JSON.stringify(settings), inspect(settings, { depth: 9, showHidden: true })];
	shown.push(
		String(settings.hfToken),
		Object.values(settings).map(String).join(),
		inspect(settings.hfToken),
	);
	for (const text of shown) expect(text).not.toMatch(/canary|whsec_/);
	expect(JSON.stringify(settings)).toContain('"hfToken":"set"');
	expect(settings.hfToken?.reveal()).toBe("hf_canary");
	const revealed = settings.overrideSecrets.map((secret) => secret.reveal());
	expect(revealed).toEqual([secretOf("c"), secretOf("d")]);
});

test("a wrong value is refused by the variable's name, without the value", () => {
	const wrong = {
		PORT: "canary",
		HF_ENDPOINTS_URL: "ftp://canary",
		SNS_TOPIC_ARN: "canary",
		EVENT_BUS_NAME: "canary bus",
		OVERRIDE_SECRET: "canary",
		HF_TOKEN: "canary\n",
	};
	for (const [name, value] of Object.entries(wrong)) {
		const problems = problemsOf({ [name]: value });
		expect(problems).toMatch(new RegExp(`^${name} must`));
		expect(problems).not.toContain("canary");
	}
	expect(problemsOf({ PORT: "70000" })).toContain("from 0 to 65535");
	expect(problemsOf(wrong).split("\n")).toHaveLength(6);
});

test.each([
	["SLACK_BOT_TOKEN", "xoxb-canary", "SLACK_CHANNEL", "C0123456789"],
	["NOTICE_WEBHOOK_URL", "https://canary.example", "NOTICE_WEBHOOK_SECRET", secretOf("c")],
])("%s and its other half are refused one without the other, by the missing name", (...pair) => {
	const [first, firstValue, second, secondValue] = pair;
	const missing = (name: string, set: string) =>
		`${name} must be set too: ${set} is of no use without it`;
	expect(problemsOf({ [first]: firstValue })).toBe(missing(second, first));
	expect(problemsOf({ [second]: secondValue, [first]: "" })).toBe(missing(first, second));
	expect(problemsOf({ [first]: firstValue, [second]: secondValue })).toBe("accepted");
});

test("an address without encryption is accepted only on this machine", () => {
	expect(settingsOf({ HF_HUB_URL: "http://127.0.0.1:9000/" }).hubUrl).toBe("http://127.0.0.1:9000");
	expect(problemsOf({ HF_HUB_URL: "http://huggingface.co" })).toContain("https://");
	expect(problemsOf({ HF_HUB_URL: "http://127.0.0.1.evil.example" })).toContain("https://");
	expect(problemsOf({ HF_HUB_URL: "https://user:canary@huggingface.co" })).toContain("https://");
});

test("env:NAME of the policy is read from the environment, or refused with the nearest name", () => {
	const environment = { SLACK_WEBHOOK_URL: "https://hooks.slack.com/canary", OTHER: "canary" };
	const read = readReference("env:SLACK_WEBHOOK_URL", environment);
	expect(read.ok && read.value.reveal()).toBe("https://hooks.slack.com/canary");
	expect(readReference("env:SLACK_WEBHOK_URL", environment)).toEqual({
		ok: false,
		problem:
			"SLACK_WEBHOK_URL is not set, but the policy names it; did you mean env:SLACK_WEBHOOK_URL?",
	});
	expect(JSON.stringify(readReference("env:OTHER", environment))).not.toContain("canary");
});
