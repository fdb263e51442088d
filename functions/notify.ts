import * as z from "zod";
import { sendDigest } from "../shared/app/send-digest.ts";
import { sendNotices } from "../shared/app/send-notices.ts";
import { composeNotify } from "../shared/runtime/compose/compose-notify.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { delivered } from "../shared/runtime/events/incoming.ts";

/** On `guard.notices`, `watch.signals` and the reports: sends what waits, once to each channel. */
export const handler = eventHandler({
	name: "notify",
	accepts: z.union([
		delivered("guard.notices"),
		delivered("watch.signals"),
		delivered("report.daily"),
		delivered("report.hourly"),
	]),
	run: async (event) =>
		event.type === "report.daily" || event.type === "report.hourly"
			? sendDigest(composeNotify(), event)
			: sendNotices(composeNotify()),
});
