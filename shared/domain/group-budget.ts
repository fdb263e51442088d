import { type MatchedEndpoint, matchesEndpoint } from "./endpoint-match.ts";
import type { Budget, GroupBudget } from "./policy.ts";

export function isMember({ members }: GroupBudget, endpoint: MatchedEndpoint): boolean {
	return members.some((match) => matchesEndpoint(match, endpoint));
}

/** The namespace's budget is over every endpoint, that of a group over its members. */
export function isUnder(budget: Budget | GroupBudget, endpoint: MatchedEndpoint): boolean {
	return !isGroup(budget) || isMember(budget, endpoint);
}

/** A group without a ceiling of its own has no line above shutdown. */
export function hasOwnCeiling(budget: Budget | GroupBudget): boolean {
	return !isGroup(budget) || budget.hasCeiling === true;
}

export function isGroup(budget: Budget | GroupBudget): budget is GroupBudget {
	return "members" in budget;
}

/** Names of the groups that an endpoint belongs to; groups may overlap. */
export function groupsOf(
	groups: readonly GroupBudget[],
	endpoint: MatchedEndpoint,
): readonly string[] {
	return groups.filter((group) => isMember(group, endpoint)).map(({ name }) => name);
}

/** Names of the groups that a notice is about: whose budget it is, and those that its endpoint is in now. */
export function groupsAbout(
	attributes: Readonly<Record<string, string>>,
	groups: readonly GroupBudget[],
	endpoints: readonly MatchedEndpoint[],
): readonly string[] {
	const own = attributes["group"];
	const endpoint = endpoints.find(({ name }) => name === attributes["endpoint"]);
	return [
		...(own === undefined ? [] : [own]),
		...(endpoint === undefined ? [] : groupsOf(groups, endpoint)),
	];
}
