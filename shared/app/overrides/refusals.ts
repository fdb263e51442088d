import { momentText } from "../../core/notify/clock-text.ts";
import { lineText } from "../../core/notify/money-text.ts";
import { raisedBudget } from "../../core/reading/raised-policy.ts";
import type { Held, Word } from "../../domain/control.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import { isRevoked, type Override, type OverrideKind, stopOver } from "../../domain/override.ts";
import { mayOrder } from "../../domain/override-rules.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Period } from "../../domain/reading.ts";
import { type OverrideAnswer, type OverrideCommand, refusal } from "./order.ts";
import type { Notices } from "./read-notices.ts";
import { silenceRefusal } from "./silence-refusal.ts";

export type OrderFacts = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly period: Period;
	readonly now: Instant;
	readonly postures: readonly Posture[];
	/** Everything that is, or was lately, under the guard's action; absent: nothing. */
	readonly held?: readonly Held[];
	/** Endpoints that no order puts back, because a budget over them passed its ceiling; absent: none. */
	readonly ceilingOver?: readonly string[];
	/** What waits for a person's word; absent: nothing. */
	readonly word?: Word | undefined;
	/** All that are stored, the ended ones included. */
	readonly overrides: readonly Override[];
	/** Read for an acknowledgement only; null: any other order. */
	readonly notices: Notices | null;
};

/** Why the order is not granted, or null. Deny by default: who may order comes first. */
export function refusalOf(command: OverrideCommand, facts: OrderFacts): OverrideAnswer | null {
	return (
		notPermitted(command, facts) ??
		otherNamespace(command, facts) ??
		withoutEndpoint(command) ??
		unknownEndpoint(command, facts) ??
		unknownNotice(command, facts) ??
		stoppedAlready(command, facts) ??
		nothingAsked(command, facts) ??
		noRaise(command, facts) ??
		silenceRefusal(command, facts) ??
		nothingToRevoke(command, facts)
	);
}

function notPermitted(command: OverrideCommand, { overrides }: OrderFacts): OverrideAnswer | null {
	const target = overrides.find(({ id }) => id === command.details?.overrideId);
	const kind: OverrideKind = command.kind === "revoke" ? (target?.kind ?? "revoke") : command.kind;
	if (mayOrder(command.role, kind)) return null;
	const role = command.role ?? "of nobody";
	return refusal(403, `the role ${role} may not order ${kind}`);
}

function otherNamespace(
	command: OverrideCommand,
	{ namespace }: OrderFacts,
): OverrideAnswer | null {
	if (command.namespace === namespace) return null;
	return refusal(422, `this guard watches ${namespace}, not ${command.namespace}`);
}

function withoutEndpoint({ kind, endpoint }: OverrideCommand): OverrideAnswer | null {
	const isOfOne = kind === "protect" || kind === "release";
	if (!isOfOne || endpoint !== null) return null;
	return refusal(422, `${kind} names one endpoint: scope.endpoint`);
}

/** A typo must not promise safety. Before the first good list no name is known, and any is taken. */
function unknownEndpoint(
	{ endpoint }: OverrideCommand,
	{ postures }: OrderFacts,
): OverrideAnswer | null {
	const names = postures.map((posture) => posture.endpoint);
	if (endpoint === null || names.length === 0 || names.includes(endpoint)) return null;
	return refusal(422, `there is no endpoint "${endpoint}"; there are ${someOf(names)}`);
}

/** A typo must not look like somebody who cares, while the alarm itself goes on unanswered. */
function unknownNotice(
	{ kind, details }: OverrideCommand,
	{ notices }: OrderFacts,
): OverrideAnswer | null {
	const id = details?.noticeId;
	if (kind !== "ack" || id === undefined || notices === null || notices.known.has(id)) return null;
	const open = notices.open.length === 0 ? "none is open" : `open are ${someOf(notices.open)}`;
	return refusal(422, `there is no notice "${id}"; ${open}`);
}

const mostNames = 10;

function someOf(names: readonly string[]): string {
	const some = names.slice(0, mostNames).join(", ");
	return names.length > mostNames ? `${some}, …` : some;
}

/** What a stop wins over would be answered as done and do nothing. */
function stoppedAlready(command: OverrideCommand, facts: OrderFacts): OverrideAnswer | null {
	const stop = stopOver(command, facts.overrides, facts.now);
	if (stop === null) return null;
	const { zone } = facts.policy.budget;
	const until = `${momentText(stop.expiresAt, zone)} (${zone})`;
	const what = `${command.kind} has no effect until stop-now ${stop.id} ends at ${until}`;
	return refusal(422, `${what}; revoke it first`);
}

/** A word on a plan that nobody waits for would promise what no pass keeps. */
function nothingAsked(command: OverrideCommand, facts: OrderFacts): OverrideAnswer | null {
	const { kind, details } = command;
	const { mode, criticalAtShutdown } = facts.policy.budget;
	if (kind !== "approve" && kind !== "deny") return null;
	// The question of a critical endpoint's pause has an id of its own, in every mode.
	if (criticalAtShutdown === "ask") return null;
	if (mode !== "ask")
		return refusal(422, `mode ${mode} asks nobody for a word on its plans: hold, or stop-now`);
	const { pending = null, answered = [] } = facts.word ?? {};
	const known = [...answered, ...(pending === null ? [] : [pending])];
	if (known.some(({ planHash }) => planHash === details?.planHash)) return null;
	if (pending === null) return refusal(422, "no plan waits for a word now");
	const names = pending.steps.map(({ endpoint }) => endpoint);
	const more = names.length > mostNames ? ", …" : "";
	const preview = `${names.slice(0, mostNames).join(", ")}${more}`;
	return refusal(422, `that plan has changed; ${pending.planHash} waits now: ${preview}`);
}

/** Setting a budget to what it is, or lower, would raise nothing. */
function noRaise(command: OverrideCommand, facts: OrderFacts): OverrideAnswer | null {
	const to = command.details?.toMicroUsd;
	if (command.kind !== "raise" || to === undefined) return null;
	const { policy, overrides, period, now } = facts;
	const inForce = overrides.filter((override) => !isRevoked(override, overrides));
	const budget = policy.budget.dailyMicroUsd;
	const present = raisedBudget(budget, inForce, { periodKey: period.key, now });
	if (to > present) return null;
	return refusal(422, `the budget of ${period.key} is ${lineText(present)} already`);
}

function nothingToRevoke(
	{ kind, details }: OverrideCommand,
	{ overrides, now }: OrderFacts,
): OverrideAnswer | null {
	if (kind !== "revoke") return null;
	const target = overrides.find(({ id }) => id === details?.overrideId);
	const ends = target !== undefined && now < target.expiresAt && !isRevoked(target, overrides);
	return ends ? null : refusal(422, "there is no override in force with this id");
}
