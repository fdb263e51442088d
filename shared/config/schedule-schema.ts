import * as z from "zod";
import { about } from "./about.ts";
import { memberSchema } from "./group-schema.ts";
import { parseCron } from "./parse-cron.ts";
import { isTimeZone } from "./time-zone.ts";

const largestReplicas = 10_000;
const mostEntries = 50;

const entrySchema = z.strictObject({
	cron: z
		.string()
		.max(200)
		.superRefine(refuseNoCron)
		.describe("Five fields: minute hour day month weekday, e.g. 0 8 * * 1-5."),
	replicas: z
		.int()
		.min(0)
		.max(largestReplicas)
		.describe(
			about({
				text: "From then on the minimum; the maximum is at least as much. 0: may sleep, or is paused where it has no scale-to-zero timeout.",
				unit: "replicas",
				source: "docs/how-it-decides.md 12",
			}),
		),
});

/** One entry of `schedules`: replicas by the clock for some of the endpoints. */
export const scheduleSchema = z.strictObject({
	zone: z
		.string()
		.max(64)
		.refine(isTimeZone)
		.optional()
		.describe("IANA time zone of the entries. Default: that of the file."),
	endpoints: z.array(memberSchema).min(1).max(100).describe("Whose replicas: any of these."),
	entries: z
		.array(entrySchema)
		.min(1)
		.max(mostEntries)
		.describe("When how many replicas; the last entry that is due counts."),
});

function refuseNoCron(text: string, context: z.RefinementCtx) {
	const parsed = parseCron(text);
	if (parsed.ok) return;
	const params = { allowed: "five fields: minute hour day month weekday" };
	context.addIssue({ code: "custom", message: parsed.problem, params });
}
