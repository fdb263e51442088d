import type { GuardDeps } from "../app/guard/pass.ts";
import { type GuardOutcome, guardBudget, guardWhenSilent } from "../app/guard-budget.ts";
import { heartbeat } from "./heartbeat.ts";

export type GuardTrigger = { readonly type: "schedule-due" | "spend.metered" | "override.granted" };

/**
 * One pass, and the heartbeat when it was a good one. Guard's own schedule stands back while passes
 * come by the bus: it would only take the lease from them.
 */
export async function guardPass(
	deps: GuardDeps,
	trigger: GuardTrigger,
	write: (line: string) => void,
): Promise<{ outcome: GuardOutcome | "not-needed" }> {
	const outcome = await passFor(deps, trigger);
	if (outcome === "not-needed") return { outcome };
	if (outcome === "quiet" || outcome === "acted") await heartbeat(deps, outcome, write);
	else deps.log.info("no-pass", { namespace: deps.namespace, outcome, trigger: trigger.type });
	return { outcome };
}

function passFor(deps: GuardDeps, { type }: GuardTrigger): Promise<GuardOutcome | "not-needed"> {
	return type === "schedule-due"
		? guardWhenSilent(deps)
		: guardBudget(deps, type === "override.granted");
}
