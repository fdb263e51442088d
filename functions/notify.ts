import * as z from "zod";
import { sendNotices } from "../shared/app/send-notices.ts";
import { composeNotify } from "../shared/runtime/compose/compose-notify.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { delivered } from "../shared/runtime/events/incoming.ts";

/** On `guard.notices` and `watch.signals`: sends what waits in the outboxes, once to each channel. */
export const handler = eventHandler({
	name: "notify",
	accepts: z.union([delivered("guard.notices"), delivered("watch.signals")]),
	run: async () => sendNotices(composeNotify()),
});
