import * as z from "zod";
import { about } from "./about.ts";

/** Limits of a pass, and times of acting and restoring, in the units that people write. */
export const limitsSchema = z
	.strictObject({
		endpointsPerPassRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.25)
			.describe(
				about({
					text: "Most endpoints that one pass may change.",
					unit: "share of all endpoints",
					source: "docs/how-it-decides.md 5",
				}),
			),
		replicasPerPassRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.5)
			.describe(
				about({
					text: "Most replicas that one pass may take away.",
					unit: "share of running replicas",
					source: "docs/how-it-decides.md 5",
				}),
			),
		staleAfterSeconds: z
			.int()
			.min(60)
			.max(3_600)
			.default(180)
			.describe(
				about({
					text: "Spend older than this decides nothing destructive.",
					unit: "seconds",
					source: "docs/how-it-decides.md 2",
				}),
			),
		cooldownMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(30)
			.describe(
				about({
					text: "Least time between opposite acts on one endpoint.",
					unit: "minutes",
					source: "docs/how-it-decides.md 5",
				}),
			),
		personHoldMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(60)
			.describe(
				about({
					text: "How long an endpoint is left alone after a person changed it.",
					unit: "minutes",
					source: "docs/how-it-decides.md 5",
				}),
			),
		restoreDelayMinutes: z
			.number()
			.min(0)
			.max(720)
			.default(15)
			.describe(
				about({
					text: "Wait after the start of a budget day before restoring.",
					unit: "minutes",
					source: "docs/how-it-decides.md 6",
				}),
			),
		callsPerFiveMinutes: z
			.int()
			.min(60)
			.max(10_000)
			.default(600)
			.describe(
				about({
					text: "Calls to Hugging Face of all together; a twelfth is kept for acting, five for metering.",
					unit: "calls in any five minutes",
					source: "the vendor documents no limit here; its Hub allows 1,000 without a plan",
				}),
			),
		restoreRecordMaxAgeDays: z
			.number()
			.min(1)
			.max(90)
			.default(7)
			.describe(
				about({
					text: "An older record is never restored by itself.",
					unit: "days",
					source: "docs/how-it-decides.md 6",
				}),
			),
		restoreRetryMinutes: z
			.array(z.number().min(1).max(1_440))
			.min(1)
			.max(10)
			.default([5, 10, 20, 40])
			.describe(
				about({
					text: "Waits between attempts to restore, then a page.",
					unit: "minutes",
					source: "docs/how-it-decides.md 6",
				}),
			),
		verifyPasses: z
			.int()
			.min(1)
			.max(20)
			.default(2)
			.describe(
				about({
					text: "Passes without effect after which the next method is used.",
					unit: "passes",
					source: "docs/how-it-decides.md 5",
				}),
			),
		settleMinutes: z
			.number()
			.min(0)
			.max(60)
			.default(5)
			.describe(
				about({
					text: "Time for replicas to go once the account has taken a change; then it is without effect.",
					unit: "minutes",
					source: "stabilisation of the vendor's autoscaler, 300 s",
				}),
			),
		capsMayRoll: z
			.boolean()
			.default(false)
			.describe(
				about({
					text: "Caps go on although the first one was seen to start every replica anew.",
					unit: "true or false",
					source: "docs/how-it-decides.md 5",
				}),
			),
		uncertainPageAfterMinutes: z
			.number()
			.min(1)
			.max(1_440)
			.default(15)
			.describe(
				about({
					text: "Page when only the upper bound is over shutdown for this long.",
					unit: "minutes",
					source: "docs/how-it-decides.md 4",
				}),
			),
		intentGraceSeconds: z
			.int()
			.min(60)
			.max(3_600)
			.default(120)
			.describe(
				about({
					text: "How long a restored original must be observed before it is forgotten.",
					unit: "seconds",
					source: "docs/how-it-decides.md 6",
				}),
			),
		correctionExitRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.95)
			.describe(
				about({
					text: "A booked correction ends a tier below this share of its threshold.",
					unit: "ratio",
					source: "docs/how-it-decides.md 4",
				}),
			),
		correctionExitMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(30)
			.describe(
				about({
					text: "How long the ratio must stay below that line.",
					unit: "minutes",
					source: "docs/how-it-decides.md 4",
				}),
			),
		hourExitRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.8)
			.describe(
				about({
					text: "An hour tier ends below this share of its threshold.",
					unit: "ratio",
					source: "docs/how-it-decides.md 4",
				}),
			),
		hourExitMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(30)
			.describe(
				about({
					text: "How long the trailing hour must stay below that line.",
					unit: "minutes",
					source: "docs/how-it-decides.md 4",
				}),
			),
		hourTimesMost: z
			.int()
			.min(1)
			.max(24)
			.default(2)
			.describe(
				about({
					text: "After so many hour tiers in a day the last one stays until the new day.",
					unit: "times",
					source: "docs/how-it-decides.md 4",
				}),
			),
		preemptRatio: z
			.number()
			.min(1)
			.max(10)
			.default(1.05)
			.describe(
				about({
					text: "preempt: nine days in ten end below; above this the day is foreseen to end over.",
					unit: "p90 of the day's end / daily budget",
					source: "docs/how-it-decides.md 4",
				}),
			),
		preemptExitRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.95)
			.describe(
				about({
					text: "preempt: a cap ends when the day with it back would end below this.",
					unit: "p90 of the day's end / daily budget",
					source: "docs/how-it-decides.md 4",
				}),
			),
	})
	.describe("Limits of a pass, and times of acting and restoring.");
