import type { GuardDeps } from "../app/guard/pass.ts";
import { type GuardOutcome, guardBudget } from "../app/guard-budget.ts";
import { guardStore } from "../app/store/guard-store.ts";
import { minuteMs } from "../domain/instant.ts";
import { heartbeat } from "./heartbeat.ts";

export type GuardTrigger = { readonly type: "schedule-due" | "spend.metered" | "override.granted" };

/** The schedule of every five minutes is for the case that no word of meter came; less is no silence. */
const silenceMs = 4 * minuteMs;

/**
 * One pass, and the heartbeat when it was a good one. Guard's own schedule stands back while passes
 * come by the bus: it would only take the lease from them.
 */
export async function guardPass(
	deps: GuardDeps,
	trigger: GuardTrigger,
	write: (line: string) => void,
): Promise<{ outcome: GuardOutcome | "not-needed" }> {
	if (trigger.type === "schedule-due" && !(await isSilent(deps))) return { outcome: "not-needed" };
	const outcome = await guardBudget(deps);
	if (outcome === "quiet" || outcome === "acted") await heartbeat(deps, outcome, write);
	else deps.log.info("no-pass", { namespace: deps.namespace, outcome, trigger: trigger.type });
	return { outcome };
}

async function isSilent({ table, namespace, clock }: GuardDeps): Promise<boolean> {
	const { value } = await guardStore(table, namespace).readPulse();
	return value === null || clock.now() - value.lastPassAt > silenceMs;
}
