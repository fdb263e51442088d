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
	/** Since when it has this severity. */
	readonly severitySince: Instant | null;
	/** Passes in a row in which only what is milder held. */
	readonly milderPasses: number;
	/** The numbers that were compared last while its condition held, and of when they are. */
	readonly evidence: Evidence | null;
	readonly measuredAt: Instant | null;
	/** The numbers when it began or grew graver. */
	readonly startedWith: Evidence | null;
};

export type AlertChange = "fired" | "escalated" | "lowered" | "resolved";

export type Followed = { readonly state: AlertState; readonly change: AlertChange | null };

export const quietAlert: AlertState = {
	phase: "quiet",
	passes: 0,
	since: null,
	severity: null,
	severitySince: null,
	milderPasses: 0,
	evidence: null,
	measuredAt: null,
	startedWith: null,
};

type Rule = Pick<Detector<never>, "forPasses" | "clearPasses" | "onMissing">;

/**
 * The next state of an alert: it begins once, says once that it grew graver, is lowered where only what is
 * milder still holds, and ends once. Its numbers are those of now.
 */
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
	return {
		state: speaking({ ...quietAlert, phase: "firing", since }, signal, at),
		change: "fired",
	};
}

/** Begins, or grows graver, with the numbers of this look. */
function speaking(state: AlertState, { severity, evidence }: Signal, at: Instant): AlertState {
	const numbers = { evidence, startedWith: evidence, measuredAt: at };
	return { ...state, passes: 0, severity, severitySince: at, milderPasses: 0, ...numbers };
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
		return { state: speaking(state, signal, at), change: "escalated" };
	}
	return whileHolding(rule, state, { signal, at });
}

/** Its condition holds: with the numbers of now, and lowered where only a milder one did for long enough. */
function whileHolding(rule: Rule, state: AlertState, { signal, at }: Omit<Look, "over">): Followed {
	const { evidence, severity, holds = severity } = signal;
	const isMilder = state.severity !== null && isGraver(state.severity, holds);
	const milderPasses = isMilder ? state.milderPasses + 1 : 0;
	const present = { ...state, evidence, measuredAt: at, passes: 0, milderPasses };
	if (!isMilder || milderPasses < rule.clearPasses) return { state: present, change: null };
	const lowered = { severity: holds, severitySince: at, milderPasses: 0 };
	return { state: { ...present, ...lowered }, change: "lowered" };
}

const gravity: Readonly<Record<Severity, number>> = { info: 0, warn: 1, page: 2 };

function isGraver(severity: Severity, than: Severity | null): boolean {
	return gravity[severity] > (than === null ? -1 : gravity[than]);
}
