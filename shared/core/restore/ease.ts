import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { isGroup } from "../../domain/group-budget.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { type Policy, tierOrder } from "../../domain/policy.ts";
import { strictest } from "../decide/strictest.ts";
import { endpointPolicy } from "../plan/endpoint-policy.ts";
import { stepFor } from "../plan/step-for.ts";
import { type Gate, policyOf } from "./gate.ts";
import type { Eased } from "./restore-step.ts";

/**
 * The tier of the hour that stopped an endpoint is over, and a softer one has stood ever since, of any budget over
 * it: what waited for money within all budgets is not let through by a line that is crossed later. `own`: the budget
 * that asked. What was stopped because milder steps had no effect is not eased, since they would have none again.
 */
export function isSofter(held: Held, gates: readonly Gate[], own: Gate | undefined): boolean {
	if (own === undefined || !own.budget.enforce.includes("hour")) return false;
	const isOfThisPeriod = held.periodKey === own.reading.period.key;
	const isStopped = held.written.paused && held.rung === 0 && held.cause === undefined;
	if (!isOfThisPeriod || !isStopped || wasFree(held, gates, own)) return false;
	const tier = strictest(gates)?.tier ?? "ok";
	return tierOrder.indexOf(tier) < tierOrder.indexOf(held.tier);
}

/** The budget that asked came under all its lines, and no other one was above a line then. */
function wasFree({ written }: Held, gates: readonly Gate[], { lastOkAt = 0 }: Gate): boolean {
	const stood = ({ tier, aboveSince = Number.POSITIVE_INFINITY }: Gate) =>
		tier !== "ok" && aboveSince <= lastOkAt;
	return lastOkAt >= written.at && !gates.some(stood);
}

/** What the standing tier asks of the endpoint as it was before the guard acted; null: nothing. */
export function easedTo(
	record: RestoreRecord,
	endpoint: Endpoint,
	context: { readonly gates: readonly Gate[]; readonly policy: Policy },
): Eased | null {
	const gate = strictest(context.gates) as Gate | undefined;
	if (gate === undefined || gate.tier === "ok") return null;
	const { replicas, scaling, priceMicroUsdPerHour: price } = record;
	const original = { ...endpoint, state: "running", scaling };
	const policy = policyOf(gate, context.policy);
	const step = stepFor({
		candidate: {
			endpoint: { ...original, readyReplica: replicas, targetReplica: replicas },
			policy: endpointPolicy(policy, endpoint),
			price: { lo: price, point: price, hi: price, known: true },
			replicasBefore: replicas,
			minReplicaBefore: scaling.minReplica,
			requestShare: 0,
		},
		tier: gate.tier,
		policy,
		now: gate.reading.at,
		periodEnd: gate.reading.period.to,
		// Whatever may sleep does so by itself.
		idleAfterMs: Number.POSITIVE_INFINITY,
	});
	if (typeof step === "string" || step.maxReplica === null || step.minReplica === null) return null;
	const { method, minReplica, maxReplica } = step;
	const { budget, reading } = gate;
	const group = isGroup(budget) ? budget.name : null;
	const whose = { tier: gate.tier, group, periodKey: reading.period.key };
	return { ...whose, method, minReplica, maxReplica };
}
