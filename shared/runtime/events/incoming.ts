import * as z from "zod";
import { type BusEventType, busEvents } from "./bus-events.ts";

/** Who puts this project's events on the bus; rules match on it. */
const source = "hf.guardrail";

export type ScheduleDue = { readonly type: "schedule-due" };

/** A rule's schedule came due. What else such an event says is not looked at. */
export const scheduleDue: z.ZodType<ScheduleDue> = z
	.object({ source: z.literal("aws.events"), "detail-type": z.literal("Scheduled Event") })
	.transform(() => ({ type: "schedule-due" }) as const);

/** An event of the bus as EventBridge delivers it; parsed to the event itself. */
export function delivered<Type extends BusEventType>(
	type: Type,
): z.ZodType<z.output<(typeof busEvents)[Type]>> {
	return z
		.object({
			source: z.literal(source),
			"detail-type": z.literal(type),
			detail: z.unknown(),
		})
		.transform(({ detail }) => detail)
		.pipe(busEvents[type]);
}
