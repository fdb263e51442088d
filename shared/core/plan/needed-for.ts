import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { chargeMicroUsd, type MicroUsd } from "../../domain/money.ts";
import { type ActionTier, type Tier, tierOrder } from "../../domain/policy.ts";
import type { Reading } from "../../domain/reading.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { PlanInput } from "./plan-input.ts";

/**
 * What has to be saved until the period ends so that it ends under the line above this tier; negative where it
 * does anyway, null where there is no line above. What earlier steps will save is on its way already.
 */
export function neededFor(input: PlanInput, tier: ActionTier): MicroUsd | null {
	const next = lineAbove(tier);
	if (next === null) return null;
	const { budget } = input.policy;
	const line = Math.floor(budget.thresholds[next] * budget.dailyMicroUsd);
	const forDay = neededToEndUnder(line, endAtThisRate(input.reading), input);
	return budget.enforce.includes("hour") ? Math.max(forDay, neededForHour(next, input)) : forDay;
}

/** No hour until the period ends spends more than the next line of the hour, as long as the present rate goes on. */
function neededForHour(next: ActionTier, input: PlanInput): MicroUsd {
	const { reading, policy, now } = input;
	const { dailyMicroUsd, thresholds } = policy.budget;
	// There is no hourly ceiling: above shutdown, the hour has to come back under that line.
	const own = next === "ceiling" ? "shutdown" : next;
	const line = Math.floor((thresholds[own] * dailyMicroUsd) / hoursOfBudgetDay);
	const over = Math.max(0, reading.ratePerHour.point - line);
	return chargeMicroUsd(Math.max(0, reading.period.to - now), over) - onItsWay(input);
}

/** The hourly line is a twenty-fourth of the budget, on days of 23 and 25 hours too. */
const hoursOfBudgetDay = 24;

/**
 * Where the day ends if everything goes on as it is. Savings are counted at the present replicas, so the day is
 * projected at them too: a forecast from past days would go on asking for what was saved an hour ago.
 */
export function endAtThisRate({ spent, ratePerHour, period, at }: Reading): MicroUsd {
	return spent.point + chargeMicroUsd(Math.max(0, period.to - at), ratePerHour.point);
}

/** What has to be saved so that a day that is going to end at `endMicroUsd` ends at the line. */
export function neededToEndUnder(
	line: MicroUsd,
	endMicroUsd: MicroUsd,
	input: PlanInput,
): MicroUsd {
	return endMicroUsd - line - onItsWay(input);
}

export function lineAbove(tier: Tier): ActionTier | null {
	const next = tierOrder[tierOrder.indexOf(tier) + 1];
	return next === undefined || next === "ok" ? null : next;
}

/** Sent or seen, and still to be felt: the rate at which the day is projected does not show it yet. */
function onItsWay({ held, endpoints, priceOf, reading, now }: PlanInput): MicroUsd {
	const remainingMs = Math.max(0, reading.period.to - now);
	return held
		.filter(({ status }) => ["intended", "applied", "recorded"].includes(status))
		.reduce((sum, entry) => {
			const endpoint = endpoints.find((each) => isSameEndpoint(entry, each));
			if (endpoint === undefined) return sum;
			const away = Math.max(0, certainReplicas(endpoint) - mostLeft(entry));
			return sum + chargeMicroUsd(away * remainingMs, priceOf(endpoint).lo);
		}, 0);
}

function certainReplicas({ state, readyReplica, targetReplica }: Endpoint): number {
	return state === "paused" ? 0 : Math.min(readyReplica, targetReplica);
}

function mostLeft({ method, written }: Held): number {
	return written.paused || method === "sleep" ? 0 : written.maxReplica;
}
