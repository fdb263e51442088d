import { expect, test } from "vitest";
import { readSettings } from "../../../shared/config/settings.ts";
import { checkChannels } from "../../../shared/local/doctor/check-channels.ts";

function statesIn(environment: Record<string, string>, reference: string | null = null) {
	const read = readSettings(environment);
	if (!read.ok) throw new Error(read.problems.join("; "));
	const checks = checkChannels(read.settings, reference, environment);
	expect(JSON.stringify(checks)).not.toContain("canary");
	return Object.fromEntries(checks.map(({ name, state }) => [name, state]));
}

const none = {
	slack: "skip",
	"slack-bot": "skip",
	"slack-orders": "skip",
	webhook: "skip",
	sns: "skip",
	eventbridge: "skip",
};

test("every channel is listed, set up or not", () => {
	expect(statesIn({})).toEqual(none);
	const webhook = "https://canary.example/hook";
	const secret = "whsec_canary";
	const each: [string, Record<string, string>][] = [
		["slack", { SLACK_WEBHOOK_URL: webhook }],
		["slack-bot", { SLACK_BOT_TOKEN: "xoxb-canary", SLACK_CHANNEL: "C0123456789" }],
		["slack-orders", { SLACK_SIGNING_SECRET: "canary" }],
		["webhook", { NOTICE_WEBHOOK_URL: webhook, NOTICE_WEBHOOK_SECRET: secret }],
		["sns", { SNS_TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:notices" }],
		["eventbridge", { EVENT_BUS_NAME: "notices" }],
	];
	for (const [name, environment] of each) {
		expect(statesIn(environment)).toEqual({ ...none, [name]: "ok" });
	}
});

test("a variable that the policy names is a Slack channel, and a failure where it is not set", () => {
	const hook = { TEAM_HOOK: "https://canary.example/hook" };
	expect(statesIn(hook, "env:TEAM_HOOK")).toEqual({ ...none, slack: "ok" });
	expect(statesIn({}, "env:TEAM_HOOK")).toEqual({ ...none, slack: "fail" });
});
