import * as z from "zod";
import type { ActionTier } from "../domain/policy.ts";
import { isTimeZone } from "./time-zone.ts";

/** Dearest catalogue fleet seen is far below; above it micro-dollars would leave exact integers. */
const largestDailyBudgetUsd = 10_000_000;
/** A threshold is a ratio: 1.2 is 120 %. Above this it is a percentage written by mistake. */
const largestThreshold = 50;
const largestReplicas = 10_000;
const largestRules = 500;

const actionTiers = ["trim", "divert", "shutdown", "ceiling"] as const;

const criticality = z.enum(["critical", "standard", "expendable"]);

const threshold = z.number().gt(0).max(largestThreshold);

const tiersSchema = z
	.strictObject({
		trim: threshold
			.default(1.2)
			.describe(
				"Above this ratio non-critical endpoints are scaled down. Unit: spend / daily budget. Source: SEMANTICS 4.",
			),
		divert: threshold
			.default(1.5)
			.describe(
				"Above this ratio overflow goes to a cheaper provider. Unit: spend / daily budget. Source: SEMANTICS 4.",
			),
		shutdown: threshold
			.default(2)
			.describe(
				"Above this ratio expensive endpoints are paused. Unit: spend / daily budget. Source: SEMANTICS 4.",
			),
		ceiling: threshold
			.default(3)
			.describe(
				"Above this ratio everything that is not protected is paused, overrides or not. Unit: spend / daily budget. Source: SEMANTICS 4.",
			),
	})
	.superRefine(refuseUnsorted)
	.describe("Where each tier begins, as a ratio (1.2 is 120 %); strictly increasing.");

const endpointRuleSchema = z
	.strictObject({
		name: z
			.string()
			.regex(/^[a-z0-9*-]+$/)
			.max(64)
			.optional()
			.describe("Endpoint name, exact or with * for any characters. Give name or tag."),
		tag: z.string().min(1).max(100).optional().describe("Endpoint tag, exact. Give name or tag."),
		criticality: criticality
			.optional()
			.describe("Who is touched first: expendable, then standard, then critical."),
		protected: z
			.boolean()
			.optional()
			.describe("true: no automation touches the endpoint, at no tier."),
		expectedMaxReplicas: z
			.int()
			.min(1)
			.max(largestReplicas)
			.optional()
			.describe("More running replicas than this are a runaway. Unit: replicas."),
		floor: z
			.int()
			.min(0)
			.max(largestReplicas)
			.optional()
			.describe(
				"Replicas that stay when the endpoint is trimmed. Unit: replicas. Default: its configured minimum, at least 1. Source: SEMANTICS 4.",
			),
	})
	.superRefine(refuseUnclearRule)
	.meta({
		description: "One rule; where several match an endpoint, later rules win.",
		oneOf: [{ required: ["name"] }, { required: ["tag"] }],
	});

const limitsSchema = z
	.strictObject({
		endpointsPerPassRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.25)
			.describe(
				"Most endpoints that one pass may change. Unit: share of all endpoints. Source: SEMANTICS 5.",
			),
		replicasPerPassRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.5)
			.describe(
				"Most replicas that one pass may take away. Unit: share of running replicas. Source: SEMANTICS 5.",
			),
		staleAfterSeconds: z
			.int()
			.min(60)
			.max(3_600)
			.default(180)
			.describe(
				"Spend older than this decides nothing destructive. Unit: seconds. Source: SEMANTICS 2.",
			),
		cooldownMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(30)
			.describe(
				"Least time between opposite acts on one endpoint. Unit: minutes. Source: SEMANTICS 5.",
			),
		personHoldMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(60)
			.describe(
				"How long an endpoint is left alone after a person changed it. Unit: minutes. Source: SEMANTICS 5.",
			),
		restoreDelayMinutes: z
			.number()
			.min(0)
			.max(720)
			.default(15)
			.describe(
				"Wait after the start of a budget day before restoring. Unit: minutes. Source: SEMANTICS 6.",
			),
		restoreRecordMaxAgeDays: z
			.number()
			.min(1)
			.max(90)
			.default(7)
			.describe("An older record is never restored by itself. Unit: days. Source: SEMANTICS 6."),
		restoreRetryMinutes: z
			.array(z.number().min(1).max(1_440))
			.min(1)
			.max(10)
			.default([5, 10, 20, 40])
			.describe(
				"Waits between attempts to restore, then a page. Unit: minutes. Source: SEMANTICS 6.",
			),
		verifyPasses: z
			.int()
			.min(1)
			.max(20)
			.default(2)
			.describe(
				"Passes without effect after which the next method is used. Unit: passes. Source: SEMANTICS 5.",
			),
		uncertainPageAfterMinutes: z
			.number()
			.min(1)
			.max(1_440)
			.default(15)
			.describe(
				"Page when only the upper bound is over shutdown for this long. Unit: minutes. Source: SEMANTICS 4.",
			),
		intentGraceSeconds: z
			.int()
			.min(60)
			.max(3_600)
			.default(120)
			.describe(
				"How long an original must be observed before its intent is forgotten: twice the longest function timeout. Unit: seconds. Source: RELIABILITY 3.4.",
			),
		correctionExitRatio: z
			.number()
			.gt(0)
			.max(1)
			.default(0.95)
			.describe(
				"A booked correction ends a tier below this share of its threshold. Unit: ratio. Source: SEMANTICS 4.",
			),
		correctionExitMinutes: z
			.number()
			.min(0)
			.max(1_440)
			.default(30)
			.describe(
				"How long the ratio must stay below that line. Unit: minutes. Source: SEMANTICS 4.",
			),
	})
	.describe("Limits of a pass, and times of acting and restoring.");

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
			.describe("Allowed spend of one local day. Unit: US dollars."),
		mode: z
			.enum(["observe", "shadow", "enforce"])
			.optional()
			.describe(
				"observe: tell; shadow: plan and tell, write nothing; enforce: act. Default: shadow on a live account, enforce on the simulated one. Source: SEMANTICS 5.",
			),
		tiers: tiersSchema.prefault({}),
		criticalAtShutdown: z
			.enum(["floor", "pause"])
			.default("floor")
			.describe(
				"What shutdown does to critical endpoints: one replica stays, or pause. Source: SEMANTICS 4.",
			),
		expensivePerHourUsd: z
			.number()
			.min(0)
			.max(10_000)
			.default(0.5)
			.describe(
				"Endpoints from this rate on are paused at shutdown. Unit: US dollars per hour. Source: SEMANTICS 4, the cheapest single-GPU price.",
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
		limits: limitsSchema.prefault({}),
		notify: z
			.strictObject({
				slackWebhook: z
					.string()
					.regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/)
					.max(100)
					.optional()
					.describe(
						"Slack incoming webhook, as the name of the environment variable that holds it: env:SLACK_WEBHOOK_URL. Never the address itself: it is a secret.",
					),
			})
			.describe("Where notices go, beside the console.")
			.prefault({}),
	})
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

/** One of the two, so that it is plain what a rule speaks of. */
function refuseUnclearRule(rule: object, context: z.RefinementCtx) {
	const named = "name" in rule && rule.name !== undefined;
	const tagged = "tag" in rule && rule.tag !== undefined;
	if (named === tagged) {
		const message = named ? "the rule has a name and a tag" : "the rule has no name and no tag";
		context.addIssue({ code: "custom", message, params: { allowed: "name or tag, one of them" } });
	}
	if (Object.values(rule).filter((value) => value !== undefined).length < 2) {
		const message = "the rule changes nothing";
		const allowed = "criticality, protected, expectedMaxReplicas or floor";
		context.addIssue({ code: "custom", message, params: { allowed } });
	}
}
