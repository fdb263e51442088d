import type { Section } from "../../domain/notice.ts";
import type { OutcomeKind } from "../../domain/plan.ts";
import { type Mode, writesIn } from "../../domain/policy.ts";
import { listed } from "./listed.ts";
import { type ActedStep, stepText } from "./step-text.ts";

/**
 * The steps of a notice in one list, for a phone has few lines. Its heading promises no more than all of them
 * keep, and what failed stands first, so that no list is cut before it.
 */
export function stepSection(mode: Mode, acted: readonly ActedStep[]): Section {
	const failed = acted.filter(({ outcome }) => outcome?.kind === "rejected");
	const others = acted.filter(({ outcome }) => outcome?.kind !== "rejected");
	return { heading: headingOf(mode, acted), lines: listed([...failed, ...others].map(stepText)) };
}

function headingOf(mode: Mode, acted: readonly ActedStep[]): string {
	if (!writesIn(mode)) return "Would have been done";
	const isAll = (kinds: readonly (OutcomeKind | null)[]) =>
		acted.every(({ outcome }) => kinds.includes(outcome?.kind ?? null));
	if (isAll(["applied", "recorded"])) return "Done";
	if (isAll(["unconfirmed", null])) return "To come";
	return isAll(["rejected", "withheld"]) ? "Not done" : "Steps";
}
