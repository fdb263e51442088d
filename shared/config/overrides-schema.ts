import * as z from "zod";
import { defaultOverrideRules } from "../domain/override-rules.ts";
import { about } from "./about.ts";

const source = "docs/how-it-decides.md 9";
const mostListed = 100;

const role = z
	.enum(["viewer", "operator", "owner"])
	.describe(
		[
			"viewer: ack, silence. operator: also hold, protect, restore-now, approve, deny.",
			"owner: also raise, release, stop-now.",
		].join(" "),
	);

/** Who may order what. Whoever is not listed may order nothing. */
export const overridesSchema = z
	.strictObject({
		twoPerson: z
			.boolean()
			.default(false)
			.describe(
				[
					"stop-now and large raises wait 10 minutes for the same order of another person,",
					`proved by another key or Slack account. Source: ${source}, OWASP ASVS 2.3.5.`,
				].join(" "),
			),
		twoPersonRaiseRatio: z
			.number()
			.min(1)
			.max(50)
			.default(2)
			.describe(
				about({
					text: "A raise above this needs the second person.",
					unit: "raised budget / own budget",
					source,
				}),
			),
		keys: z
			.array(
				z.strictObject({
					name: z
						.string()
						.regex(/^[a-z0-9-]{1,32}$/)
						.describe("Name before `=` in OVERRIDE_SECRET; `default` is the key without one."),
					role,
				}),
			)
			.max(mostListed)
			.default([...defaultOverrideRules.keys])
			.describe("Keys of the signed webhook and what each may order."),
		slack: z
			.strictObject({
				team: z
					.string()
					.regex(/^[TE][A-Z0-9]{2,20}$/)
					.describe("Id of the Slack workspace; orders of any other are refused."),
				app: z
					.string()
					.regex(/^A[A-Z0-9]{2,20}$/)
					.optional()
					.describe("Id of the Slack app; where it is set, no other is listened to."),
				users: z
					.array(
						z.strictObject({
							user: z
								.string()
								.regex(/^[UW][A-Z0-9]{2,20}$/)
								.describe("Id of the member, never the name: names can be changed."),
							role,
						}),
					)
					.max(mostListed)
					.default([])
					.describe("Members of the workspace who may order."),
			})
			.optional()
			.describe("Slack's slash command and buttons. Absent: nobody in Slack may order."),
	})
	.describe("Who may order what (signed webhook, Slack).");
