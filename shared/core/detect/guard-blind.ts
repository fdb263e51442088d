import type { Detector, Signal } from "./detector.ts";

export const guardBlindSettings = {
	passes: { value: 3, unit: "passes without a good list", source: "docs/how-it-decides.md 7" },
};

export type GuardBlindInput = {
	/** Passes in a row without a good, complete list; null: the store cannot be read. */
	readonly failedPasses: number | null;
	readonly tokenRefused: boolean;
	/** One namespace of many may never have been readable: refusal counts if it was, or if whoami fails too. */
	readonly workedBefore: boolean;
	readonly whoamiFails: boolean;
};

/** The guard cannot see. Nothing known is itself the alarm, so a missing signal fires. */
export function guardBlind(settings = guardBlindSettings): Detector<GuardBlindInput> {
	return {
		id: "guard-blind",
		severity: "page",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "fire",
		runbook: "Run guardrail doctor: token, network, store. Nothing is stopped while it is blind.",
		signal: (input) => signalOf(input, settings),
	};
}

function signalOf(input: GuardBlindInput, { passes }: typeof guardBlindSettings): Signal {
	const { failedPasses, tokenRefused, workedBefore, whoamiFails } = input;
	const refused = tokenRefused && (workedBefore || whoamiFails);
	return {
		value: failedPasses === null ? null : Math.max(failedPasses, refused ? passes.value : 0),
		enterAbove: passes.value - 1,
		exitBelow: 0,
		severity: "page",
		evidence: { reason: reasonOf(failedPasses, refused), failedPasses, bound: passes.value },
	};
}

function reasonOf(failedPasses: number | null, refused: boolean): string {
	if (failedPasses === null) return "store unreadable";
	return refused ? "token refused" : "no good list";
}
