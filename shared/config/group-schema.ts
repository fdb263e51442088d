import * as z from "zod";
import { about } from "./about.ts";
import { isTimeZone } from "./time-zone.ts";

/** Each group has its own figures in the summary that every quiet minute reads. */
export const largestGroups = 20;
const largestMembers = 100;

/** Name of the budget for all endpoints; it is part of the identity of every transition. */
export const namespaceBudgetName = "fleet";

export const memberSchema = z
	.strictObject({
		name: z
			.string()
			.regex(/^[a-z0-9*-]+$/)
			.max(64)
			.optional()
			.describe("Endpoint name, exact or with * for any characters. Give name or tag."),
		tag: z.string().min(1).max(100).optional().describe("Endpoint tag, exact. Give name or tag."),
	})
	.superRefine(refuseUnclearMember)
	.meta({
		description: "Endpoints of the group.",
		oneOf: [{ required: ["name"] }, { required: ["tag"] }],
	});

/** One entry of `groups`: a budget for some of the endpoints, beside the one for all of them. */
export function groupSchema(largestDailyBudgetUsd: number) {
	return z.strictObject({
		name: z
			.string()
			.regex(/^[a-z0-9][a-z0-9-]*$/)
			.max(40)
			.describe(
				"What the group is called on the page and in notices: a-z, 0-9 and -, up to 40 characters.",
			),
		zone: z
			.string()
			.max(64)
			.refine(isTimeZone)
			.optional()
			.describe("IANA time zone of the group's budget day. Default: that of the file."),
		dailyBudgetUsd: z
			.number()
			.min(0.01)
			.max(largestDailyBudgetUsd)
			.describe(
				about({ text: "Allowed spend of the group in one local day.", unit: "US dollars" }),
			),
		ceiling: z
			.number()
			.gt(0)
			.max(100)
			.optional()
			.describe(
				about({
					text: "Above this everything in the group is paused but what is protected, and no order of a person lifts it. It has to be above tiers.shutdown. Default: none, the ceiling of the namespace is the only one.",
					unit: "times its daily budget",
				}),
			),
		envelope: z
			.boolean()
			.default(false)
			.describe("Caps that hold the shutdown line of the group even if the guard stops."),
		endpoints: z
			.array(memberSchema)
			.min(1)
			.max(largestMembers)
			.describe("Who belongs to it: any of these. An endpoint may belong to several groups."),
	});
}

function refuseUnclearMember(member: object, context: z.RefinementCtx) {
	const named = "name" in member && member.name !== undefined;
	const tagged = "tag" in member && member.tag !== undefined;
	if (named !== tagged) return;
	const message = named ? "the entry has a name and a tag" : "the entry has no name and no tag";
	context.addIssue({ code: "custom", message, params: { allowed: "name or tag, one of them" } });
}

/** A name twice, or that of the namespace's own budget, would make two budgets one. */
export function refuseSharedNames(
	groups: readonly { readonly name: string }[],
	context: z.RefinementCtx,
) {
	for (const [index, { name }] of groups.entries()) {
		const isTaken = groups.findIndex((group) => group.name === name) < index;
		if (name !== namespaceBudgetName && !isTaken) continue;
		const message = isTaken
			? `the name ${name} stands twice`
			: `${name} is the name of the budget for all endpoints`;
		const params = { allowed: "a name that no other budget has" };
		context.addIssue({ code: "custom", path: [index, "name"], message, params });
	}
}

type GroupCeilings = {
	readonly tiers: { readonly shutdown: number };
	readonly groups: readonly { readonly ceiling?: number | undefined }[];
};

/** A group has the tiers of the file; a ceiling below them would come before what is milder. */
export function refuseLowCeilings({ tiers, groups }: GroupCeilings, context: z.RefinementCtx) {
	for (const [index, { ceiling }] of groups.entries()) {
		if (ceiling === undefined || ceiling > tiers.shutdown) continue;
		const message = `ceiling (${ceiling}) is not above shutdown (${tiers.shutdown})`;
		const params = { allowed: `a number above tiers.shutdown (${tiers.shutdown}), up to 100` };
		context.addIssue({ code: "custom", path: ["groups", index, "ceiling"], message, params });
	}
}
