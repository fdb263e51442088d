import * as z from "zod";
import { about } from "./about.ts";

const largestReplicas = 10_000;

export const criticality = z.enum(["critical", "standard", "expendable"]);

/** One entry of `endpoints`. */
export const endpointRuleSchema = z
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
			.describe(
				about({ text: "More running replicas than this are a runaway.", unit: "replicas" }),
			),
		floor: z
			.int()
			.min(1)
			.max(largestReplicas)
			.optional()
			.describe(
				about({
					text: "Replicas that stay when it is trimmed. Default: its minimum, at least 1.",
					unit: "replicas",
					source: "docs/how-it-decides.md 4",
				}),
			),
	})
	.superRefine(refuseUnclearRule)
	.meta({
		description: "One rule; where several match an endpoint, later rules win.",
		oneOf: [{ required: ["name"] }, { required: ["tag"] }],
	});

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
	refuseFloorAboveExpected(rule, context);
}

/** What is a runaway cannot be what has to stay. */
function refuseFloorAboveExpected(
	rule: { readonly floor?: number | undefined; readonly expectedMaxReplicas?: number | undefined },
	context: z.RefinementCtx,
) {
	const { floor, expectedMaxReplicas: most } = rule;
	if (floor === undefined || most === undefined || floor <= most) return;
	const message = `the floor (${floor}) is above expectedMaxReplicas (${most})`;
	const params = { allowed: `a whole number from 1 to ${most}` };
	context.addIssue({ code: "custom", path: ["floor"], message, params });
}
