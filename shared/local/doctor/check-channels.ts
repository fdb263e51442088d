import { readReference, type Settings } from "../../config/settings.ts";
import type { Check } from "./check.ts";

/** Every channel that notices can take, whether it is set up, and by which variable. */
export function checkChannels(
	settings: Settings,
	reference: string | null,
	environment?: Readonly<Record<string, string | undefined>>,
): Check[] {
	const { slackBot, noticeWebhook, snsTopicArn, eventBusName, slackSigningSecret } = settings;
	return [
		checkIncoming(settings, reference, environment),
		isSetUp("slack-bot", slackBot !== null, "SLACK_BOT_TOKEN and SLACK_CHANNEL"),
		isSetUp("slack-orders", slackSigningSecret !== null, "SLACK_SIGNING_SECRET"),
		isSetUp("webhook", noticeWebhook !== null, "NOTICE_WEBHOOK_URL and NOTICE_WEBHOOK_SECRET"),
		isSetUp("sns", snsTopicArn !== null, "SNS_TOPIC_ARN"),
		isSetUp("eventbridge", eventBusName !== null, "EVENT_BUS_NAME"),
	];
}

/** The environment wins over the variable that the policy names, as when the guard starts. */
function checkIncoming(
	{ slackWebhookUrl }: Settings,
	reference: string | null,
	environment?: Readonly<Record<string, string | undefined>>,
): Check {
	if (slackWebhookUrl !== null || reference === null) {
		return isSetUp("slack", slackWebhookUrl !== null, "SLACK_WEBHOOK_URL");
	}
	const read = readReference(reference, environment);
	if (read.ok) return isSetUp("slack", true, reference.replace(/^env:/, ""));
	const remedy = "export the variable, or take notify.slackWebhook out of the policy";
	const detail = `notify.slackWebhook: ${read.problem}`;
	return { name: "slack", state: "fail", detail, remedy };
}

function isSetUp(name: string, isSet: boolean, variables: string): Check {
	const detail = `${variables} ${isSet ? "set" : "not set"}`;
	return { name, state: isSet ? "ok" : "skip", detail, remedy: null };
}
