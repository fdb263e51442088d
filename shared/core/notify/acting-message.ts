import type { Message } from "../../domain/notice.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import type { SanityProblem } from "../verify/sanity.ts";
import { composeMessage } from "./compose-message.ts";
import type { EventContext } from "./event-message.ts";
import { listed } from "./listed.ts";
import { moneyText } from "./money-text.ts";

/** Stopped so long ago that nobody may want it back: asked, never done by itself. */
export function questionMessage(
	context: EventContext,
	{ records }: { readonly records: readonly RestoreRecord[] },
): Message {
	const days = Math.round(context.policy.limits.restoreRecordMaxAgeMs / dayMs);
	const all = records.length === 1 ? "1 endpoint has" : `${records.length} endpoints have`;
	return composeMessage({
		...context,
		severity: "warn",
		type: "guard.question",
		title: `${context.namespace}: ${all} been held for more than ${days} days; put back?`,
		sections: [
			{
				heading: "As it was",
				lines: listed(
					records.map(({ endpoint, state, scaling: { minReplica, maxReplica }, instance }) =>
						[`${endpoint}  ${state}, min ${minReplica} max ${maxReplica}`, instance].join(" on "),
					),
				),
			},
			{
				heading: null,
				lines: ["guardrail restore ENDPOINT puts one back; guardrail restore --all, all of them."],
			},
		],
		footer: "what is held that long comes back only by a person's word",
	});
}

const dayMs = 86_400_000;

/** Numbers contradict each other just before a pause: a person has to look, whatever was done. */
export function sanityMessage(
	context: EventContext,
	facts: { readonly problems: readonly SanityProblem[]; readonly agrees: boolean },
): Message {
	const { problems, agrees } = facts;
	const outcome = agrees
		? "Lists and stages agree on what runs, so the pause went ahead."
		: "Lists and stages differ by more than a tenth, so nothing was paused.";
	return composeMessage({
		...context,
		severity: "page",
		type: "guard.uncertain",
		title: `${context.namespace}: the guard's numbers contradict each other; ${agrees ? "it paused all the same" : "nothing was paused"}`,
		sections: [
			{ heading: null, lines: problems.map(problemText) },
			{ heading: null, lines: [outcome, "Look at the page, and pause by hand what must stop."] },
		],
		footer: "the guard goes on watching",
	});
}

function problemText({ kind, found, most }: SanityProblem): string {
	switch (kind) {
		case "spend-above-ceiling":
			return `In 15 minutes ${moneyText(found)} were metered, and no more than ${moneyText(most)} could have run.`;
		case "clock-drift":
			return `The guard's clock is ${Math.round(found / 1_000)} s behind; at most ${Math.round(most / 1_000)} s are right.`;
		case "negative-counter":
			return `A counter of spend is below zero (${moneyText(found)}).`;
	}
}

/** A change of the scaling started every replica anew: caps stop until a person says that this is fine. */
export function rollsMessage(context: EventContext, endpoint: string): Message {
	return composeMessage({
		...context,
		severity: "warn",
		type: "guard.question",
		title: `${context.namespace}: capping ${endpoint} restarted its replicas; may the guard go on capping?`,
		sections: [
			{
				heading: null,
				lines: [
					"No other endpoint is capped until then; pauses at shutdown are not concerned.",
					"To go on: limits.capsMayRoll: true in the policy.",
				],
			},
		],
		footer: "asked once",
	});
}
