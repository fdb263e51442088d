import type { Section } from "../../domain/notice.ts";
import type { OutcomeKind } from "../../domain/plan.ts";
import { type Mode, writesIn } from "../../domain/policy.ts";
import { listed, mostListed } from "./listed.ts";
import { type ActedStep, stepText } from "./step-text.ts";

/**
 * What was seen, what is on its way, and what failed, each below its own heading: no failure reads as done.
 * Together they take no more lines than one list would.
 */
export function stepSections(mode: Mode, acted: readonly ActedStep[]): readonly Section[] {
	if (!writesIn(mode)) return sectionsOf([["Would have been done", acted]]);
	const among = (kinds: readonly (OutcomeKind | null)[]) =>
		acted.filter(({ outcome }) => kinds.includes(outcome?.kind ?? null));
	return sectionsOf([
		["Done", among(["applied", "recorded"])],
		["To come", among(["unconfirmed", null])],
		["Not done", among(["rejected", "withheld"])],
	]);
}

type Headed = readonly [heading: string, steps: readonly ActedStep[]];

/** The shorter lists are whole, the longer ones share what is left. */
function sectionsOf(headed: readonly Headed[]): readonly Section[] {
	const most = new Map<string, number>();
	let left = mostListed;
	const byLength = headed.toSorted(([, a], [, b]) => a.length - b.length);
	for (const [index, [heading, steps]] of byLength.entries()) {
		const share = Math.min(steps.length, Math.floor(left / (byLength.length - index)));
		most.set(heading, share);
		left -= share;
	}
	return headed.map(([heading, steps]) => ({
		heading,
		lines: listed(steps.map(stepText), most.get(heading)),
	}));
}
