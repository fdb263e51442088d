import * as z from "zod";
import type { ActionTier } from "../domain/policy.ts";
import { about } from "./about.ts";
import { accountingShape } from "./accounting-schema.ts";
import { alertsSchema } from "./alerts-schema.ts";
import { criticality, endpointRuleSchema } from "./endpoint-rule-schema.ts";
import {
	groupSchema,
	largestGroups,
	refuseLowCeilings,
	refuseSharedNames,
} from "./group-schema.ts";
import { limitsSchema } from "./limits-schema.ts";
import { overridesSchema } from "./overrides-schema.ts";
import { scheduleSchema } from "./schedule-schema.ts";
import { isTimeZone } from "./time-zone.ts";

/** Dearest catalogue fleet seen is far below; above it micro-dollars would leave exact integers. */
const largestDailyBudgetUsd = 10_000_000;
/** A threshold is a ratio: 1.2 is 120 %. Above this it is a percentage written by mistake. */
const largestThreshold = 50;
const largestRules = 500;

const actionTiers = ["trim", "divert", "shutdown", "ceiling"] as const;

const threshold = z.number().gt(0).max(largestThreshold);

const tiersSchema = z
	.strictObject({
		trim: threshold.default(1.2).describe(
			about({
				text: "Above this ratio non-critical endpoints are scaled down.",
				unit: "spend / daily budget",
				source: "docs/how-it-decides.md 4",
			}),
		),
		divert: threshold.default(1.5).describe(
			about({
				text: "Above this ratio overflow goes to a cheaper provider.",
				unit: "spend / daily budget",
				source: "docs/how-it-decides.md 4",
			}),
		),
		shutdown: threshold.default(2).describe(
			about({
				text: "Above this ratio expensive endpoints are paused.",
				unit: "spend / daily budget",
				source: "docs/how-it-decides.md 4",
			}),
		),
		ceiling: threshold.default(3).describe(
			about({
				text: "Above this ratio everything that is not protected is paused, overrides or not.",
				unit: "spend / daily budget",
				source: "docs/how-it-decides.md 4",
			}),
		),
	})
	.superRefine(refuseUnsorted)
	.describe("Where each tier begins, as a ratio (1.2 is 120 %); strictly increasing.");

const scope = z.enum(["all", "sufficient"]).default("all");

const scopeSchema = z
	.strictObject({
		trim: scope.describe("What trim does of what it names."),
		divert: scope.describe("What divert does of what it names."),
		shutdown: scope.describe("What shutdown does of what it names."),
	})
	.describe(
		[
			"all: everything that the tier names; sufficient: the least disruptive part of it that keeps",
			"the day under the next line. The ceiling always does all. Source: docs/how-it-decides.md 4.",
		].join(" "),
	)
	.prefault({});

const unanswered = z.enum(["act", "wait"]);

const askTimeoutSchema = z
	.strictObject({
		minutes: z
			.int()
			.min(1)
			.max(1_440)
			.default(15)
			.describe(
				about({
					text: "How long a step waits for a word before this setting decides.",
					unit: "minutes",
					source: "docs/how-it-decides.md 5, as long as an uncertain spend waits before it pages",
				}),
			),
		expendable: unanswered.default("act").describe("What becomes of a step on an expendable one."),
		standard: unanswered.default("wait").describe("What becomes of a step on a standard endpoint."),
		critical: unanswered.default("wait").describe("What becomes of a step on a critical endpoint."),
	})
	.describe(
		[
			"Mode ask: what becomes of steps that nobody answered. act: they are taken; wait: they go on",
			"waiting. The absolute ceiling does not wait. Source: docs/how-it-decides.md 5.",
		].join(" "),
	);

/** `guardrail.yml`, strict: a key that nothing reads is refused. Defaults carry unit and source. */
export const policySchema = z
	.strictObject({
		version: z.literal(1).describe("Version of this file's format."),
		namespace: z
			.string()
			.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
			.max(96)
			.optional()
			.describe("Hugging Face user or organisation. Default: the one that the token belongs to."),
		zone: z
			.string()
			.max(64)
			.refine(isTimeZone)
			.describe("IANA time zone of the budget day, e.g. Europe/Berlin."),
		dailyBudgetUsd: z
			.number()
			.min(0.01)
			.max(largestDailyBudgetUsd)
			.describe(about({ text: "Allowed spend of one local day.", unit: "US dollars" })),
		mode: z
			.enum(["observe", "shadow", "ask", "enforce"])
			.optional()
			.describe(
				[
					"observe: tell; shadow: plan and tell, write nothing; ask: act on what a person approves; enforce: act.",
					"Default: shadow on a live account, enforce on the simulated one. Source: docs/how-it-decides.md 5.",
				].join(" "),
			),
		tiers: tiersSchema.prefault({}),
		enforce: z
			.array(z.enum(["day", "hour"]))
			.min(1)
			.max(2)
			.default(["day"])
			.refine((windows) => windows.includes("day"), {
				error: "the day always acts: write [day] or [hour, day]",
			})
			.describe(
				[
					"Windows whose tiers act. hour: the trailing hour against a twenty-fourth of the budget, at the",
					"same lines up to shutdown; without it the hour informs. Source: docs/how-it-decides.md 4.",
				].join(" "),
			),
		preempt: z
			.boolean()
			.default(false)
			.describe(
				[
					"true: caps on endpoints that are not critical as soon as the day is certain, or very likely,",
					"to end over its budget. Source: docs/how-it-decides.md 4.",
				].join(" "),
			),
		envelope: z
			.boolean()
			.default(false)
			.describe(
				[
					"true: caps under which even everything at its maximum ends the day at or under the shutdown",
					"line, so that it holds if the guard stops running. Source: docs/how-it-decides.md 4.",
				].join(" "),
			),
		scope: scopeSchema,
		criticalAtShutdown: z
			.enum(["floor", "ask", "pause"])
			.default("floor")
			.describe(
				"What shutdown does to critical endpoints: floor: one replica stays; ask: it stays until a person approves the pause; pause. Source: docs/how-it-decides.md 4.",
			),
		askTimeout: askTimeoutSchema.prefault({}),
		expensivePerHourUsd: z
			.number()
			.min(0)
			.max(10_000)
			.default(0.5)
			.describe(
				about({
					text: "Endpoints from this rate on are paused at shutdown.",
					unit: "US dollars per hour",
					source: "docs/how-it-decides.md 4, the cheapest single-GPU price",
				}),
			),
		defaults: z
			.strictObject({
				criticality: criticality.describe("Of every endpoint that no rule speaks of. Required."),
			})
			.describe("What holds for an endpoint that no rule matches, new ones included."),
		endpoints: z
			.array(endpointRuleSchema)
			.max(largestRules)
			.default([])
			.describe("Rules by endpoint name or tag; later rules win."),
		groups: z
			.array(groupSchema(largestDailyBudgetUsd))
			.max(largestGroups)
			.superRefine(refuseSharedNames)
			.default([])
			.describe(
				"Budgets for some of the endpoints each, beside the one for all of them. Source: docs/how-it-decides.md 3.",
			),
		schedules: z
			.array(scheduleSchema)
			.max(100)
			.default([])
			.describe(
				"Replicas by the clock. Everything that saves money comes first, and a person's change stands until the next entry.",
			),
		limits: limitsSchema.prefault({}),
		alerts: alertsSchema.prefault({}),
		overrides: overridesSchema.prefault({}),
		...accountingShape,
		notify: z
			.strictObject({
				digest: z
					.enum(["daily", "hourly", "both", "off"])
					.default("daily")
					.describe(
						"What is told although nothing has happened: the digest of each day, of each hour, both, or none. Source: docs/how-it-decides.md 8.",
					),
				escalateAfterMinutes: z
					.int()
					.min(5)
					.max(240)
					.optional()
					.describe(
						about({
							text: "A page that stands and that no order answered is sent again after this, then every 4 hours. Without it, only every 4 hours.",
							unit: "minutes",
							source: "docs/how-it-decides.md 8",
						}),
					),
				slackWebhook: z
					.string()
					.regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/)
					.max(100)
					.optional()
					.describe(
						[
							"Name of the environment variable that holds Slack's incoming webhook:",
							"env:SLACK_WEBHOOK_URL. Never the address itself: it is a secret.",
						].join(" "),
					),
			})
			.describe("Where notices go, beside the console, and who is called again.")
			.prefault({}),
	})
	.superRefine(refuseLowCeilings)
	.meta({ title: "guardrail.yml", description: "Policy of hf-budget-guardrail." });

/** The policy file with every default filled in; `mode` and `namespace` stay open. */
export type PolicyFile = z.output<typeof policySchema>;

/** Where two tiers are out of order, the problem is the upper one's; `lower` names the other. */
function refuseUnsorted(tiers: Readonly<Record<ActionTier, number>>, context: z.RefinementCtx) {
	for (const [index, upper] of actionTiers.entries()) {
		const lower = actionTiers[index - 1];
		if (lower === undefined || tiers[lower] < tiers[upper]) continue;
		const message = `${upper} (${tiers[upper]}) is not above ${lower} (${tiers[lower]})`;
		context.addIssue({ code: "custom", path: [upper], message, params: { lower } });
	}
}
