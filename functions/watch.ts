import { watchInventory } from "../shared/app/watch-inventory.ts";
import { composeReport } from "../shared/runtime/compose/compose-report.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { scheduleDue } from "../shared/runtime/events/incoming.ts";

/** Every 5 minutes: what is odd about the fleet that was listed last, said as `watch.signals`. */
export const handler = eventHandler({
	name: "watch",
	accepts: scheduleDue,
	run: async () => watchInventory(composeReport()),
});
