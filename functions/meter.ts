import { meterFleet } from "../shared/app/meter-fleet.ts";
import { composeMeter } from "../shared/runtime/compose/compose-meter.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { scheduleDue } from "../shared/runtime/events/incoming.ts";

/** Every minute: lists the fleet, books what changed, says `spend.metered`. */
export const handler = eventHandler({
	name: "meter",
	accepts: scheduleDue,
	run: async () => meterFleet(await composeMeter()),
});
