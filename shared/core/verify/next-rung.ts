import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { chargeMicroUsd } from "../../domain/money.ts";
import type { Method, Plan, Step } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Price } from "../../domain/price.ts";
import type { Reading } from "../../domain/reading.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Standing } from "../../domain/standing.ts";
import { standingsOver, strictest } from "../decide/strictest.ts";
import { demandOf } from "../plan/demand-of.ts";
import { disruptionOf } from "../plan/disruption.ts";
import { endpointPolicy } from "../plan/endpoint-policy.ts";
import { methods } from "../plan/methods/methods.ts";

export type LadderInput = {
	readonly plan: Plan;
	readonly held: readonly Held[];
	readonly endpoints: readonly Endpoint[];
	readonly priceOf: (endpoint: Endpoint) => Price;
	readonly policy: Policy;
	readonly reading: Reading;
	/** Of groups, beside the namespace's own; absent: none. */
	readonly groups?: readonly Standing[];
};

/**
 * The plan with the next rung of what had no effect: cap → floor → sleep → pause. A rung keeps nobody waiting
 * and counts against no limit. A milder step of the tier never undoes a rung that was taken.
 */
export function withNextRungs(input: LadderInput): Plan {
	const { plan } = input;
	const rungs = input.held.flatMap((held) => rungOf(held, input) ?? []);
	const isReplaced = (step: Step) =>
		rungs.some((rung) => rung.endpoint === step.endpoint) ||
		input.held.some((held) => isMilder(step, held));
	return {
		...plan,
		steps: [...plan.steps.filter((step) => !isReplaced(step)), ...rungs],
		postponed: plan.postponed.filter((step) => !isReplaced(step)),
	};
}

/** What is left to a person, whatever the effect of the last step was. */
const refusals: ReadonlySet<string> = new Set([
	"protected",
	"protected-by-override",
	"held-by-override",
	"superseded",
	"cooldown",
	"unknown-state",
]);

function rungOf(held: Held, input: LadderInput): Step | null {
	const endpoint = input.endpoints.find((each) => isSameEndpoint(each, held));
	const isRefused = input.plan.untouched.some(
		({ endpoint: name, reason }) => name === held.endpoint && refusals.has(reason),
	);
	if (endpoint === undefined || isRefused) return null;
	if (inForceOver(endpoint, input).length === 0) return null;
	if (held.status !== "applied" && held.status !== "intended") return null;
	const method = isWithoutEffect(held, input.policy) ? methodAfter(held, endpoint, input) : null;
	if (method !== null) return stepOf(method, held, { endpoint, input });
	const isUnseen = held.status === "intended" && held.rung > 0;
	return isUnseen ? stepOf(held.method, held, { endpoint, input }) : null;
}

/** Budgets above a line that the endpoint is under, the namespace's first. */
function inForceOver(endpoint: Endpoint, input: LadderInput): readonly Standing[] {
	const { plan, policy, reading, groups = [] } = input;
	const own = { budget: policy.budget, reading, tier: plan.tier, endedAt: null };
	return standingsOver(endpoint, [own, ...groups]).filter(({ tier }) => tier !== "ok");
}

/** Sent, taken by the account, and for more than the passes of the policy nothing came of it. */
export function isWithoutEffect(held: Held, { limits }: Policy): boolean {
	return held.isSent && held.passesWithoutEffect > limits.verifyPasses;
}

const ladder: readonly Method[] = methods.map(({ method }) => method);

/** The next method that would change something; null: the last one was tried. */
function methodAfter(held: Held, endpoint: Endpoint, input: LadderInput): Method | null {
	const rest = ladder.slice(ladder.indexOf(held.method) + 1);
	return rest.find((method) => isPossible(method, held, { endpoint, input })) ?? null;
}

type Context = { readonly endpoint: Endpoint; readonly input: LadderInput };

function isPossible(method: Method, held: Held, context: Context): boolean {
	const { endpoint } = context;
	const { minReplica, scaleToZeroTimeoutMinutes } = endpoint.scaling;
	switch (method) {
		case "floor": {
			const floor = floorOf(context);
			return held.written.minReplica > floor || held.written.maxReplica > floor;
		}
		case "sleep":
			return (
				mayStop(held, context) &&
				typeof scaleToZeroTimeoutMinutes === "number" &&
				minReplica === 0 &&
				endpoint.state !== "scaledToZero"
			);
		case "pause":
			return mayStop(held, context);
		default:
			return false;
	}
}

/** A critical endpoint keeps its replica unless the policy says otherwise; guesswork alone stops nothing. */
function mayStop({ criticality }: Held, { endpoint, input }: Context): boolean {
	const certain = inForceOver(endpoint, input).filter(
		({ tier, reading, budget }) => tier !== "ok" && reading.ratio.lo > budget.thresholds[tier],
	);
	const isHard = certain.some(({ tier }) => tier === "shutdown" || tier === "ceiling");
	const pausesCritical = isHard && input.policy.budget.criticalAtShutdown === "pause";
	return certain.length > 0 && (criticality !== "critical" || pausesCritical);
}

/** Minimum and maximum of the last rung before sleep: the policy's floor, at least one replica. */
function floorOf({ endpoint, input }: Context): number {
	return Math.max(1, endpointPolicy(input.policy, endpoint).floorReplicas ?? 1);
}

function stepOf(method: Method, held: Held, context: Context): Step {
	const { endpoint, input } = context;
	const scaling = scalingOf(method, held, context);
	const replicasNow = Math.max(endpoint.readyReplica, endpoint.targetReplica);
	const replicasAfter = Math.min(replicasNow, scaling.maxReplica ?? 0);
	const away = replicasNow - replicasAfter;
	const price = input.priceOf(endpoint);
	const hardest = strictest(inForceOver(endpoint, input));
	const { tier = "ok", reading = input.reading } = hardest ?? {};
	const remainingMs = Math.max(0, reading.period.to - reading.at);
	const isOwn = hardest === undefined || hardest.budget.name === input.policy.budget.name;
	return {
		endpoint: held.endpoint,
		createdAt: held.createdAt,
		method,
		tier: tier === "ok" ? held.tier : tier,
		criticality: held.criticality,
		...scaling,
		replicasBefore: replicasNow,
		replicasAfter,
		savesMicroUsdPerHour: away * price.point,
		savesByPeriodEnd: { lo: 0, point: chargeMicroUsd(away * remainingMs, price.point) },
		disruption: disruptionOf({
			method,
			criticality: held.criticality,
			requestShare: 1 / Math.max(1, input.endpoints.length),
			replicasAway: away,
			priceMicroUsdPerHour: price.point,
		}),
		...(isOwn ? {} : { demand: demandOf(hardest) }),
		before: endpoint,
	};
}

/** A minimum is never raised, and a maximum neither. */
function scalingOf(method: Method, { written }: Held, context: Context) {
	if (method === "sleep" || method === "pause") return { minReplica: null, maxReplica: null };
	const floor = method === "floor" ? floorOf(context) : written.maxReplica;
	return {
		minReplica: Math.min(written.minReplica, floor),
		maxReplica: Math.min(written.maxReplica, floor),
	};
}

/** Something harder was taken after something of this kind had no effect. */
function isMilder(step: Step, held: Held): boolean {
	if (!isSameEndpoint(held, step)) return false;
	const isActive = held.status === "applied" || held.status === "intended";
	if (!isActive || held.rung === 0) return false;
	return ladder.indexOf(step.method) < ladder.indexOf(held.method);
}
