import type { SlackDeps } from "../take-slack-request.ts";
import { clock } from "./aws-basics.ts";
import { readSecret } from "./aws-secrets.ts";
import { overrideDeps } from "./compose-override.ts";

/** Slack: the app's signing secret, and what an order needs. */
export async function composeSlack(): Promise<SlackDeps> {
	const signingSecret = (await readSecret("SLACK_SIGNING_SECRET_ARN")).trim();
	return { orders: overrideDeps(), signingSecret, wall: clock, fetch };
}
