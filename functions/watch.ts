import * as z from "zod";
import { composeWatch } from "../shared/runtime/compose/compose-watch.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { delivered, scheduleDue } from "../shared/runtime/events/incoming.ts";
import { watchPass } from "../shared/runtime/watch-pass.ts";

/** On `spend.metered` a look at the new list; every 5 minutes one at everything the account measured. */
export const handler = eventHandler({
	name: "watch",
	accepts: z.union([delivered("spend.metered"), scheduleDue]),
	run: async (trigger) => watchPass(await composeWatch(), trigger),
});
