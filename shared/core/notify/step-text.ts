import type { Demand, Outcome, Step, Untouched, UntouchedReason } from "../../domain/plan.ts";
import { lineText, percentText, savingText } from "./money-text.ts";

/** A step as carried out, or as planned while its outcome is not known. */
export type ActedStep = { readonly step: Step; readonly outcome: Outcome | null };

/** One line: `qwen-32b-batch  max 4 → 1  −$15.00/h`; what is not done yet says "will". */
export function stepText({ step, outcome }: ActedStep): string {
	const saving = `${savingText(step.savesMicroUsdPerHour)}${becauseText(step)}`;
	const change = changeText(step);
	switch (outcome?.kind) {
		case "applied":
			return `${step.endpoint}  ${change}  ${saving}`;
		case "recorded":
			return `${step.endpoint}  would be ${change}  ${saving}`;
		case "withheld":
			return `${step.endpoint}  left as it is (observe mode)`;
		case "rejected":
			return `${step.endpoint}  not changed: ${outcome.detail ?? "refused"}`;
		case "unconfirmed":
			return `${step.endpoint}  ${change}, sent and not yet seen  ${saving}`;
		default:
			return `${step.endpoint}  will be ${change}  ${saving}`;
	}
}

/** Which budget asks, where it is not the namespace's own: `because of group research: 212 % of $40`. */
function becauseText({ demand }: Step): string {
	return demand === undefined ? "" : `  because of ${demandText(demand)}`;
}

/** `group research: 212 % of $40`; of its hour `group research: last 60 min 660 % of $8.33`. */
export function demandText({ budget, ratio, budgetMicroUsd, window }: Demand): string {
	const hour = window === "hour" ? "last 60 min " : "";
	return `group ${budget}: ${hour}${percentText(ratio)} of ${lineText(budgetMicroUsd)}`;
}

export function changeText(step: Step): string {
	if (step.method === "pause") return "paused";
	if (step.method === "sleep") return "put to sleep";
	if (step.method === "floor") {
		const { minReplica, maxReplica } = step.before.scaling;
		return `at its floor, min ${minReplica} → ${step.minReplica}, max ${maxReplica} → ${step.maxReplica}`;
	}
	return `capped, max ${step.before.scaling.maxReplica} → ${step.maxReplica}`;
}

const reasons: Readonly<Record<UntouchedReason, string>> = {
	protected: "protected by the policy",
	"protected-by-override": "protected by an override",
	"held-by-override": "held by an override",
	critical: "critical",
	"at-floor": "at its floor",
	"already-stopped": "paused before the guard acted",
	"not-expensive": "not expensive",
	superseded: "changed by a person",
	cooldown: "just put back",
	"next-pass": "next pass",
	uncertain: "the numbers contradict each other",
	"rolls-replicas": "a change of the scaling restarts its replicas, a person is asked",
	"not-needed": "not needed to stay under the next line",
	"unknown-state": "in a state that is not documented",
	"already-done": "held already",
	"waits-for-a-person": "waits for your word",
	denied: "denied by a person",
};

export function untouchedReasonText(reason: UntouchedReason): string {
	return reasons[reason];
}

/** `Not touched: bge-embed (protected by the policy), …`, at most eight names. */
export function untouchedText(untouched: readonly Untouched[]): string {
	const named = untouched
		.slice(0, 8)
		.map(({ endpoint, reason }) => `${endpoint} (${reasons[reason]})`);
	const more = untouched.length > 8 ? [`and ${untouched.length - 8} more`] : [];
	return [...named, ...more].join(", ");
}
