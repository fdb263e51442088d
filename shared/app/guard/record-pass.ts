import type { RestoreStep } from "../../core/restore/plan-restore.ts";
import { stepKey } from "../../core/verify/step-key.ts";
import type { AuditFacts, AuditValue } from "../../domain/audit.ts";
import type { Held } from "../../domain/control.ts";
import type { Decision, Plan, Step } from "../../domain/plan.ts";
import { writesIn } from "../../domain/policy.ts";
import { appendAudit } from "../audit/audit-log.ts";
import type { Returned } from "./carry-out-restore.ts";
import type { Carried } from "./carry-out-step.ts";
import type { GuardPass } from "./pass.ts";

/** A pass at the limits of a large fleet; the rest is in the control item and its notices. */
const mostListed = 300;

type Intended = {
	readonly decision: Decision;
	readonly plan: Plan;
	readonly restores: readonly RestoreStep[];
	/** As intended, so that each step is recorded under the key that it has in the log. */
	readonly held: readonly Held[];
};

/** Before the first call: what was decided on which numbers, and what will be done to whom. */
export async function recordIntent(pass: GuardPass, intended: Intended): Promise<void> {
	const { decision, plan, restores, held } = intended;
	const decisions = [decision, ...pass.groups.map((group) => group.decision)];
	if (!decisions.some(isChange) && plan.steps.length === 0 && restores.length === 0) return;
	await record(pass, "decision", {
		decision: { ...decision },
		evidence: evidenceOf(pass),
		...groupsOf(pass),
		orders: pass.overrides.map(({ id, kind }) => `${kind} ${id}`),
		steps: plan.steps
			.slice(0, mostListed)
			.map((step) => ({ ...keyOf(pass, held, step.endpoint), ...stepOf(step) })),
		postponed: plan.postponed.length,
		untouched: plan.untouched
			.slice(0, mostListed)
			.map(({ endpoint, reason }) => `${endpoint}: ${reason}`),
		restores: restores.slice(0, mostListed).map(restoreOf),
	});
}

function isChange({ tier, previousTier, reason }: Decision): boolean {
	return tier !== previousTier || reason === "new-period";
}

type Outcomes = {
	readonly carried: ReadonlyMap<string, Carried>;
	readonly returned: ReadonlyMap<string, Returned>;
	readonly held: readonly Held[];
};

/** After the last call: what became of each step. */
export async function recordOutcome(
	pass: GuardPass,
	{ carried, returned, held }: Outcomes,
): Promise<void> {
	if (carried.size === 0 && returned.size === 0) return;
	await record(pass, "outcome", {
		steps: [...carried].slice(0, mostListed).map(([endpoint, { outcome, after }]) => ({
			...keyOf(pass, held, endpoint),
			endpoint,
			outcome: outcome.kind,
			detail: outcome.detail,
			after: after === null ? null : { state: after.state, scaling: { ...after.scaling } },
		})),
		restores: [...returned].slice(0, mostListed).map(([endpoint, { event, next }]) => ({
			endpoint,
			event: event ?? "none",
			status: next?.status ?? "restored",
		})),
	});
}

/** None where nothing was intended, because no restore record could be written. */
function keyOf(
	{ deps, now }: GuardPass,
	held: readonly Held[],
	endpoint: string,
): { readonly key?: string } {
	const status = writesIn(deps.writer.mode) ? "intended" : "recorded";
	const own = held.find(
		(entry) => entry.endpoint === endpoint && entry.status === status && entry.statusSince === now,
	);
	if (own === undefined) return {};
	return { key: stepKey(own.budget ?? deps.policy.budget.name, own) };
}

function record({ deps, now }: GuardPass, what: string, facts: object): Promise<unknown> {
	const entry: AuditFacts = { at: now, what, actor: null, facts: plainOf(facts) };
	return appendAudit(deps, "guard", entry);
}

type Facts = { readonly [name: string]: AuditValue };

/** As it will be read back: without the fields that say nothing. */
function plainOf(facts: object): Facts {
	return JSON.parse(JSON.stringify(facts)) as Facts;
}

/** Groups above a line, or that were: what each was judged by. */
function groupsOf({ groups }: GuardPass): object {
	const told = groups.filter(
		({ decision }) => decision.tier !== "ok" || decision.reason === "new-period",
	);
	if (told.length === 0) return {};
	return {
		groups: told.map(({ budget, reading, decision }) => ({
			budget: budget.name,
			decision: { ...decision },
			spent: reading.spent,
			budgetMicroUsd: reading.budgetMicroUsd,
			ratio: reading.ratio,
			thresholds: budget.thresholds,
		})),
	};
}

function evidenceOf({ reading, deps }: GuardPass): object {
	const { spent, budgetMicroUsd, ratio, ratePerHour, observedUntil, stale } = reading;
	const { hash, budget } = deps.policy;
	const seen = { spent, budgetMicroUsd, ratio, ratePerHour, observedUntil, stale };
	return { ...seen, mode: deps.writer.mode, thresholds: budget.thresholds, policy: hash };
}

function stepOf(step: Step): object {
	const { endpoint, method, tier, minReplica, maxReplica, savesMicroUsdPerHour, before } = step;
	return {
		endpoint,
		method,
		tier,
		...(step.demand === undefined ? {} : { budget: step.demand.budget }),
		before: { state: before.state, scaling: before.scaling },
		after: { minReplica, maxReplica },
		savesMicroUsdPerHour,
	};
}

function restoreOf({ record, reason }: RestoreStep): object {
	const { endpoint, state, scaling } = record;
	return { endpoint, reason, to: { state, scaling } };
}
