import type { Held } from "../../domain/control.ts";
import type { Endpoint } from "../../domain/endpoint.ts";
import { isMember, isUnder } from "../../domain/group-budget.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Policy } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Standing } from "../../domain/standing.ts";

/** A budget that an endpoint has to pass on its way back. */
export type Gate = Standing & {
	/** What its endpoints usually spend in the rest of such a day (p90); null: no day to learn from. */
	readonly usualRestMicroUsd: MicroUsd | null;
};

export type GatedInput = Omit<Standing, "budget"> & {
	readonly policy: Policy;
	readonly usualRestMicroUsd: MicroUsd | null;
	readonly groups?: readonly Gate[] | undefined;
	readonly endpoints: readonly Endpoint[];
};

/** Every budget, the namespace's first. */
export function gatesOf(input: Omit<GatedInput, "endpoints">): readonly [Gate, ...Gate[]] {
	const { policy, reading, tier, usualRestMicroUsd, groups = [] } = input;
	const { endedAt, lastOkAt, aboveSince } = input;
	const times = { endedAt, lastOkAt, aboveSince };
	return [{ budget: policy.budget, reading, tier, ...times, usualRestMicroUsd }, ...groups];
}

/**
 * The budgets that hold an endpoint: the namespace's, and those of the groups that it is in now. One that is
 * not listed at the moment is under the group that asked for its last step.
 */
export function gatesOver(held: Held, input: GatedInput): readonly Gate[] {
	const [own, ...groups] = gatesOf(input);
	if (groups.length === 0) return [own];
	const endpoint = input.endpoints.find((each) => isSameEndpoint(each, held));
	const over = groups.filter(({ budget }) =>
		endpoint === undefined ? budget.name === held.budget : isUnder(budget, endpoint),
	);
	return [own, ...over];
}

/** It is in a group that the meter has not summed up yet: a new one, or an old one by another name. */
export function isUnread(held: Held, input: GatedInput): boolean {
	const unread = input.policy.groups.filter(
		({ name }) => !input.groups?.some(({ budget }) => budget.name === name),
	);
	if (unread.length === 0) return false;
	const endpoint = input.endpoints.find(({ name }) => name === held.endpoint);
	return endpoint !== undefined && unread.some((group) => isMember(group, endpoint));
}

/** The policy as that of one budget. */
export function policyOf({ budget }: Standing, policy: Policy): Policy {
	return { ...policy, budget };
}
