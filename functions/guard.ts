import * as z from "zod";
import { writeLine } from "../shared/runtime/compose/aws-basics.ts";
import { composeGuard } from "../shared/runtime/compose/compose-guard.ts";
import { eventHandler } from "../shared/runtime/event-handler.ts";
import { delivered, scheduleDue } from "../shared/runtime/events/incoming.ts";
import { guardPass } from "../shared/runtime/guard-pass.ts";

/** On `spend.metered`, on `override.granted`, and every 5 minutes in case none came: one pass. */
export const handler = eventHandler({
	name: "guard",
	accepts: z.union([delivered("spend.metered"), delivered("override.granted"), scheduleDue]),
	run: async (trigger) => guardPass(await composeGuard(), trigger, writeLine),
});
