import { httpHandler } from "../shared/runtime/http/http-handler.ts";
import { overrideRoute } from "../shared/runtime/http/override-route.ts";
import { plainHeaders } from "../shared/runtime/http/plain-headers.ts";

/** The signed webhook: an order becomes an override that every pass obeys. */
export const handler = httpHandler({
	name: "override",
	routes: { "POST /v1/overrides": overrideRoute },
	headers: plainHeaders,
});
