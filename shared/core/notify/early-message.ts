import type { Message } from "../../domain/notice.ts";
import type { EarlyCause, Envelope } from "../../domain/plan.ts";
import type { Reading } from "../../domain/reading.ts";
import { budgetOwner, composeMessage } from "./compose-message.ts";
import type { EventContext } from "./event-message.ts";
import { lineText, moneyText, percentText, wholeDollars } from "./money-text.ts";
import { stepSection } from "./step-section.ts";
import type { ActedStep } from "./step-text.ts";
import { headline } from "./tier-message.ts";

/** Caps that were taken before any line was crossed: what was foreseen, and what was done. */
export function earlyMessage(
	context: EventContext,
	facts: {
		readonly cause: EarlyCause;
		readonly acted: readonly ActedStep[];
		readonly reading: Reading;
		readonly envelope: Envelope | null;
	},
): Message {
	const owner = budgetOwner(context.namespace, context.policy);
	const { acted, cause, reading } = facts;
	const count = headline({ acted, postponed: [], mode: context.mode });
	const why =
		cause === "preempt" ? "the day is foreseen to end over its budget" : "to hold the hard line";
	return composeMessage({
		...context,
		severity: "warn",
		type: "guard.early",
		title: `${owner} at ${percentText(reading.ratio.point)} of today's budget: ${count}, ${why}`,
		sections: [
			{ heading: null, lines: cause === "preempt" ? foreseen(reading) : envelopeLines(facts) },
			stepSection(context.mode, acted),
		],
		footer: "the old maximum comes back by itself",
	});
}

function foreseen(reading: Reading): string[] {
	const { budgetMicroUsd, floorMicroUsd, p10MicroUsd, p90MicroUsd, verdict } = reading;
	const spent = `${moneyText(reading.spent.point)} of ${lineText(budgetMicroUsd)} so far.`;
	if (verdict === "certain") {
		return [spent, `Even at every minimum the day ends at ${wholeDollars(floorMicroUsd, "down")}.`];
	}
	return [
		spent,
		`Eight days in ten end between ${wholeDollars(p10MicroUsd, "down")} and ${wholeDollars(p90MicroUsd, "up")}.`,
	];
}

function envelopeLines({ envelope }: { readonly envelope: Envelope | null }): string[] {
	if (envelope === null) return [];
	const { ceilingMicroUsd, lineMicroUsd } = envelope;
	return [
		`With everything at its maximum the day would end at ${wholeDollars(ceilingMicroUsd, "up")}, over the hard line (${lineText(lineMicroUsd)}).`,
		...shortLine(envelope),
	];
}

/** The number that must be known before it is spent. */
export function shortLine({ lineMicroUsd, shortMicroUsd }: Envelope): string[] {
	if (shortMicroUsd <= 0) return [];
	return [
		`Caps cannot hold it: with every cap at its floor the day can still reach ${wholeDollars(lineMicroUsd + shortMicroUsd, "up")}.`,
	];
}

/** Said once a day, before it happens: the hard line can be passed although every cap is at its floor. */
export function envelopeShortMessage(context: EventContext, envelope: Envelope): Message {
	const { lineMicroUsd, shortMicroUsd } = envelope;
	return composeMessage({
		...context,
		severity: "warn",
		type: "guard.envelope",
		title: `${budgetOwner(context.namespace, context.policy)}: caps cannot hold the hard line (${lineText(lineMicroUsd)}), the day can reach ${wholeDollars(lineMicroUsd + shortMicroUsd, "up")}`,
		sections: [
			{
				heading: null,
				lines: [
					...shortLine(envelope),
					"Lower minimums or floors, protect less, or raise the budget; at the lines the guard acts as always.",
				],
			},
		],
		footer: "said once a day",
	});
}
