import { httpHandler } from "../shared/runtime/http/http-handler.ts";
import { overrideRoute } from "../shared/runtime/http/override-route.ts";
import { plainHeaders } from "../shared/runtime/http/plain-headers.ts";
import { slackRoute } from "../shared/runtime/http/slack-route.ts";

/** Orders of people, by the signed webhook or from Slack: each becomes an override that every pass obeys. */
export const handler = httpHandler({
	name: "override",
	routes: { "POST /v1/overrides": overrideRoute, "POST /v1/slack": slackRoute },
	headers: plainHeaders,
});
