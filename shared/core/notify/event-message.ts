import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { isGroup } from "../../domain/group-budget.ts";
import type { Instant } from "../../domain/instant.ts";
import { chargeMicroUsd } from "../../domain/money.ts";
import type { Message } from "../../domain/notice.ts";
import type { RestoreRecord } from "../../domain/plan.ts";
import { type Mode, type Policy, type Tier, writesIn } from "../../domain/policy.ts";
import type { Period, Reading } from "../../domain/reading.ts";
import type { RestoreWait, WaitReason } from "../restore/plan-restore.ts";
import { clockText } from "./clock-text.ts";
import { budgetOwner, composeMessage } from "./compose-message.ts";
import { listed } from "./listed.ts";
import { lineText, moneyText, percentText, rateText, wholeDollars } from "./money-text.ts";

export type EventContext = {
	readonly namespace: string;
	readonly mode: Mode;
	readonly policy: Policy;
	readonly now: Instant;
};

/** A new day began after a day with tiers: who comes back when, and who stays and why. */
export function newPeriodMessage(
	context: EventContext,
	facts: {
		readonly reached: Tier;
		readonly comes: number;
		readonly stays: number;
		readonly reading: Reading;
	},
): Message {
	const { namespace, policy, mode } = context;
	const { reading, comes, stays, reached } = facts;
	const from = clockText(reading.period.from + policy.limits.restoreDelayMs, reading.period.zone);
	const words = [
		...(comes > 0
			? [`${comes === 1 ? "1 endpoint comes" : `${comes} endpoints come`} back from ${from}`]
			: []),
		...(stays > 0
			? [
					`${stays === 1 ? "1 stays" : `${stays} stay`} as the guard left ${stays === 1 ? "it" : "them"}`,
				]
			: []),
	];
	const why = !writesIn(mode)
		? "The guard writes nothing in this mode: put them back by hand, or set mode: enforce."
		: `Where ${isGroup(policy.budget) ? "the group's or the fleet's" : "the fleet's"} floor would pass the new budget, a paused endpoint waits for money or for a person: guardrail restore.`;
	return composeMessage({
		...context,
		severity: stays > 0 ? "warn" : "info",
		type: "budget.period",
		title: `${budgetOwner(namespace, policy)}, new day ${reading.period.key}: ${words.length === 0 ? "nothing is held" : words.join(", ")}`,
		sections: [
			{
				heading: null,
				lines: [
					`Yesterday reached ${reached}. Today's budget is ${lineText(policy.budget.dailyMicroUsd)}.`,
					...(comes > 0 ? ["Most critical first, a few per pass."] : []),
					...(stays > 0 ? [why] : []),
				],
			},
		],
		footer: `times in ${reading.period.zone}`,
		attributes: { tier: "ok" },
	});
}

/** Everything that could come back is back, or it is said what is not and why. */
export function restoredMessage(
	context: EventContext,
	facts: {
		readonly back: readonly { readonly held: Held; readonly record: RestoreRecord }[];
		readonly waiting: readonly RestoreWait[];
		readonly reading: Reading;
	},
): Message {
	const { namespace } = context;
	const { back, waiting, reading } = facts;
	const all = back.length + waiting.length;
	return composeMessage({
		...context,
		severity: waiting.length === 0 ? "info" : "warn",
		type: "budget.restored",
		title: `${namespace}: ${back.length} of ${all} ${all === 1 ? "endpoint back exactly as it was" : "endpoints back exactly as they were"}`,
		sections: [
			{
				heading: "Back",
				lines: listed(back.map(({ held, record }) => restoredLine(held, record, reading))),
			},
			{
				heading: "Not back",
				lines: listed(waiting.map((wait) => `${wait.endpoint}  ${waitReasonText(wait)}`)),
			},
		],
		footer: `today ${moneyText(reading.spent.point)} of ${lineText(context.policy.budget.dailyMicroUsd)} · times in ${reading.period.zone}`,
		attributes: { tier: "ok" },
	});
}

function restoredLine(held: Held, record: RestoreRecord, reading: Reading): string {
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes } = record.scaling;
	const sleeps =
		typeof scaleToZeroTimeoutMinutes === "number"
			? `, sleeps after ${scaleToZeroTimeoutMinutes} min`
			: "";
	const resumed = held.written.paused ? "resumed " : "";
	const at = clockText(held.statusSince, reading.period.zone);
	return `${held.endpoint}  ${resumed}min ${minReplica} max ${maxReplica}${sleeps}  ${at}`;
}

const waits: Readonly<Record<WaitReason, string>> = {
	"period-runs": "its day is not over",
	"too-early": "its time has not come",
	"next-wave": "comes with the next wave",
	"retry-later": "the account refused; it is tried again",
	"forecast-stands": "with it back the day would end over its budget",
	envelope: "with it back everything at its maximum would pass the hard line",
	"over-budget": "the fleet's floor with it would pass the new budget",
	"record-too-old": "stopped more than 7 days ago; a person decides",
	"stopped-again": "stopped a second time today; a person decides",
	"record-missing": "its restore record is missing; a person decides",
	"stale-data": "waits for fresh data",
};

/** By the numbers of the budget that is in the way: that of all endpoints, or of a group. */
export function waitReasonText({ reason, over }: Pick<RestoreWait, "reason" | "over">): string {
	if (over === undefined) return waits[reason];
	const today = `today ${moneyText(over.spentMicroUsd)} of ${lineText(over.budgetMicroUsd)}`;
	return `the floor of group ${over.group} with it would pass the group's new budget (${today})`;
}

/** A person changed what the guard had set: the person wins, and it is said once what that can cost. */
export function supersededMessage(
	context: EventContext,
	facts: {
		readonly endpoint: Endpoint;
		readonly period: Period;
		readonly ratePerHour: number;
	},
): Message {
	const { endpoint, period, ratePerHour } = facts;
	const { zone } = period;
	const restMs = Math.max(0, period.to - context.now);
	const rest = wholeDollars(chargeMicroUsd(restMs, ratePerHour), "up");
	const until = clockText(context.now + context.policy.limits.personHoldMs, zone);
	const by = endpoint.updatedBy ?? "somebody";
	return composeMessage({
		...context,
		severity: "warn",
		type: "guard.superseded",
		title: `${context.namespace}: ${endpoint.name} was changed by ${by}; the guard leaves it alone until ${until}`,
		sections: [
			{
				heading: null,
				lines: [
					`Now ${endpoint.state}, min ${endpoint.scaling.minReplica} max ${endpoint.scaling.maxReplica}.`,
					`It can cost up to ${rateText(ratePerHour)}, ${rest} until the day ends.`,
				],
			},
		],
		footer: `times in ${zone}`,
		attributes: { endpoint: endpoint.name },
	});
}

/** A change was accepted by the account and the replicas are still there. */
export function noEffectMessage(
	context: EventContext,
	facts: { readonly held: Held; readonly endpoint: Endpoint | undefined },
): Message {
	const { held, endpoint } = facts;
	return composeMessage({
		...context,
		severity: "page",
		type: "guard.cannot-cut",
		title: `${context.namespace}: cannot cut spend of ${held.endpoint}, ${endpoint?.readyReplica ?? "?"} replicas still run`,
		sections: [
			{
				heading: null,
				lines: [
					...tried(held),
					"Look at the endpoint in the Hugging Face console, and pause it there if it must stop.",
				],
			},
		],
		footer: "the guard goes on watching",
		attributes: { endpoint: held.endpoint },
	});
}

/** Every rung was taken, or the account never took one. */
function tried({ method, rung, isSent, lastError }: Held): string[] {
	if (!isSent)
		return [`The account does not take the change (${method}): ${lastError ?? "no answer"}`];
	return [
		`The guard set ${method} at the account, the setting stands, the replicas did not go.`,
		...(rung > 0
			? [`${rung === 1 ? "A milder step" : "Milder steps"} before it had no effect either.`]
			: []),
	];
}

export function restoreFailedMessage(
	context: EventContext,
	facts: { readonly held: Held; readonly record: RestoreRecord },
): Message {
	const { held, record } = facts;
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes } = record.scaling;
	const timeout =
		typeof scaleToZeroTimeoutMinutes === "number"
			? `asleep after ${scaleToZeroTimeoutMinutes} min`
			: "without scale to zero";
	return composeMessage({
		...context,
		severity: "page",
		type: "guard.restore-failed",
		title: `${context.namespace}: ${held.endpoint} could not be put back after ${held.attempts} tries`,
		sections: [
			{
				heading: null,
				lines: [
					`The account says: ${held.lastError ?? "nothing"}`,
					`It was ${record.state}, min ${minReplica} max ${maxReplica}, ${timeout}, on ${record.instance}. Set it by hand, or wait: the guard tries again.`,
				],
			},
		],
		footer: "its exact prior configuration stays on the page",
		attributes: { endpoint: held.endpoint },
	});
}

/** Spend may be over the shutdown line, but it is not certain: the guard stops nothing on guesswork. */
export function uncertainMessage(context: EventContext, reading: Reading): Message {
	return composeMessage({
		...context,
		severity: "page",
		type: "guard.uncertain",
		title: `${budgetOwner(context.namespace, context.policy)} may be over the shutdown line: between ${percentText(reading.ratio.lo)} and ${percentText(reading.ratio.hi)}`,
		sections: [
			{
				heading: null,
				lines: [
					`Between ${moneyText(reading.spent.lo)} and ${moneyText(reading.spent.hi)} of ${lineText(context.policy.budget.dailyMicroUsd)}.`,
					"Nothing is stopped on guesswork. Look at the page, and pause by hand what must stop.",
				],
			},
		],
		footer: `times in ${reading.period.zone}`,
	});
}
