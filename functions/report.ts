import { reportHour } from "../shared/app/report-hour.ts";
import { composeReport } from "../shared/runtime/compose/compose-report.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { scheduleDue } from "../shared/runtime/events/incoming.ts";

/** Every hour: the bill where it is due, and yesterday's spend, once it is over, said as `report.daily`. */
export const handler = eventHandler({
	name: "report",
	accepts: scheduleDue,
	run: async () => reportHour(await composeReport()),
});
