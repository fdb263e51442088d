import { sendNotices } from "../shared/app/send-notices.ts";
import { composeNotify } from "../shared/runtime/compose/compose-notify.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { delivered } from "../shared/runtime/events/incoming.ts";

/** On `guard.notices`: sends what waits in the outbox, once to each channel. */
export const handler = eventHandler({
	name: "notify",
	accepts: delivered("guard.notices"),
	run: async () => sendNotices(composeNotify()),
});
