import type { Instant } from "../../domain/instant.ts";
import type { Severity } from "../../domain/notice.ts";
import type { Detector, Evidence, Signal } from "./detector.ts";

export type AlertPhase = "quiet" | "pending" | "firing";

/** One detector on one endpoint (or fleet): all that is kept between passes. */
export type AlertState = {
	readonly phase: AlertPhase;
	/** Passes in a row towards the next phase: above the bound before firing, at the exit level after. */
	readonly passes: number;
	readonly since: Instant | null;
	readonly severity: Severity | null;
	/** The numbers that were compared when it began or grew graver. */
	readonly evidence: Evidence | null;
};

export type AlertChange = "fired" | "escalated" | "resolved";

export type Followed = { readonly state: AlertState; readonly change: AlertChange | null };

export const quietAlert: AlertState = {
	phase: "quiet",
	passes: 0,
	since: null,
	severity: null,
	evidence: null,
};

type Rule = Pick<Detector<never>, "forPasses" | "clearPasses" | "onMissing">;

/** The next state of an alert: it begins once, says once that it grew graver, and ends once. */
export function followAlert(
	rule: Rule,
	state: AlertState,
	{ signal, at }: { readonly signal: Signal; readonly at: Instant },
): Followed {
	const standing = standingOf(rule, signal);
	if (standing === "hold") return { state, change: null };
	if (standing === "skip") return skipped(state);
	return state.phase === "firing"
		? whileFiring(rule, state, { signal, at, over: standing === "over" })
		: whileQuiet(rule, state, { signal, at, over: standing === "over" });
}

function standingOf({ onMissing }: Rule, { value, enterAbove }: Signal) {
	if (value !== null && !Number.isNaN(value)) return value > enterAbove ? "over" : "under";
	return onMissing === "fire" ? "over" : onMissing;
}

function skipped(state: AlertState): Followed {
	return { state: state.phase === "firing" ? { ...state, passes: 0 } : quietAlert, change: null };
}

type Look = { readonly signal: Signal; readonly at: Instant; readonly over: boolean };

function whileQuiet(rule: Rule, state: AlertState, { signal, at, over }: Look): Followed {
	if (!over) return { state: quietAlert, change: null };
	const passes = state.passes + 1;
	const since = state.since ?? at;
	if (passes < rule.forPasses) {
		return { state: { ...quietAlert, phase: "pending", passes, since }, change: null };
	}
	const { severity, evidence } = signal;
	return { state: { phase: "firing", passes: 0, since, severity, evidence }, change: "fired" };
}

function whileFiring(rule: Rule, state: AlertState, { signal, at, over }: Look): Followed {
	if (!over && (signal.value ?? 0) <= signal.exitBelow) {
		const passes = state.passes + 1;
		if (passes >= rule.clearPasses) {
			return { state: { ...quietAlert, since: at }, change: "resolved" };
		}
		return { state: { ...state, passes }, change: null };
	}
	if (over && isGraver(signal.severity, state.severity)) {
		const { severity, evidence } = signal;
		return { state: { ...state, passes: 0, severity, evidence }, change: "escalated" };
	}
	return { state: { ...state, passes: 0 }, change: null };
}

const gravity: Readonly<Record<Severity, number>> = { info: 0, warn: 1, page: 2 };

function isGraver(severity: Severity, than: Severity | null): boolean {
	return gravity[severity] > (than === null ? -1 : gravity[than]);
}
