import { composeSlack } from "../compose/compose-slack.ts";
import type { HttpRequest } from "../events/http-request.ts";
import { type SlackDeps, takeSlackRequest } from "../take-slack-request.ts";
import { type Answer, jsonAnswer } from "./answer.ts";

/** `POST /v1/slack`: the slash command and the buttons, signed by Slack. */
export const slackRoute = slackRouteOf(composeSlack);

/** The same route with other dependencies, for tests. */
export function slackRouteOf(compose: () => Promise<SlackDeps>) {
	return async ({ headers, rawBody }: HttpRequest): Promise<Answer> => {
		const { status, body } = await takeSlackRequest(await compose(), { headers, rawBody });
		return jsonAnswer(status, body);
	};
}
