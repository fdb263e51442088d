import type { Severity } from "../../domain/notice.ts";
import type { Detector, DetectorId, Signal } from "./detector.ts";
import type { Setting } from "./setting.ts";

const seed = "seed rule";
const exitShare = 0.8;

export const loadSettings = {
	queueDepth: { value: 10, unit: "requests without an answer, mean of 10 min", source: seed },
	latencyMs: { value: 500, unit: "ms, 95th percentile", source: seed },
	errorRatio: { value: 0.01, unit: "of all answers", source: seed },
	errorRequests: { value: 100, unit: "answers at least", source: "one error is no rate" },
	lowUtilisationPercent: { value: 10, unit: "% mean of 24 h", source: seed },
};

export type LoadRuleInput = { readonly value: number | null };

type LoadRule = {
	readonly id: DetectorId;
	readonly bound: Setting;
	/** The seed's number holds on a real fleet almost always: information until a person sets one. */
	readonly isSet: boolean;
	readonly runbook: string;
};

/** Passes: two in a row are ten minutes. */
const confirmingPasses = 2;

/** A load above a bound. */
function above({ id, bound, isSet, runbook }: LoadRule): Detector<LoadRuleInput> {
	const severity: Severity = isSet ? "warn" : "info";
	return {
		id,
		severity,
		forPasses: confirmingPasses,
		clearPasses: confirmingPasses,
		onMissing: "hold",
		runbook,
		signal: ({ value }): Signal => ({
			value,
			enterAbove: bound.value,
			exitBelow: bound.value * exitShare,
			severity,
			evidence: { value, bound: bound.value, unit: bound.unit },
		}),
	};
}

export function queueDepth(bound: Setting = loadSettings.queueDepth, isSet = false) {
	const runbook = "Scale up now: raise the maximum, or send less at once.";
	return above({ id: "queue-depth", bound, isSet, runbook });
}

export function latency(bound: Setting = loadSettings.latencyMs, isSet = false) {
	const runbook = "Add replicas, or a larger instance.";
	return above({ id: "latency", bound, isSet, runbook });
}

export function errorRate(bound: Setting = loadSettings.errorRatio, isSet = false) {
	const runbook = "Read its logs: how the model loads, and its memory.";
	return above({ id: "error-rate", bound, isSet, runbook });
}

/** Mean of a day below a bound: what it runs on is larger than what it does. Information alone. */
export function lowUtilisation(
	bound: Setting = loadSettings.lowUtilisationPercent,
): Detector<LoadRuleInput> {
	const exitPercent = bound.value / exitShare;
	return {
		id: "low-utilisation",
		severity: "info",
		forPasses: 1,
		clearPasses: confirmingPasses,
		onMissing: "hold",
		runbook: "A smaller instance, fewer replicas, or let it scale to zero.",
		signal: ({ value }) => ({
			value: value === null ? null : -value,
			enterAbove: -bound.value,
			exitBelow: -exitPercent,
			severity: "info",
			evidence: { utilisationPercent: value, bound: bound.value },
		}),
	};
}
